// The floors of src/, lowest first. An import goes down or stays on its floor, never up.
const floors = [
  'core',
  'config',
  'lsp',
  'host',
  'gopls',
  'control',
  'launchd',
  'logs',
  'supervisor',
  'relay',
  'http',
  'cli',
]

const floorRules = floors.map((floor, index) => ({
  name: `floor-${floor}`,
  severity: 'error',
  comment: `src/${floor} may import from src/{${floors.slice(0, index + 1).join(',')}} only`,
  from: { path: `^src/${floor}/` },
  to: { path: '^src/', pathNot: `^src/(${floors.slice(0, index + 1).join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...floorRules,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-does-no-io',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'known-floor',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${floors.join('|')})/` },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
