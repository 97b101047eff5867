import t from 'tap'
import { findSettingsFile, type SettingsPlaces } from '../../../src/cli/editors/settings-file.js'

const mac: SettingsPlaces = { platform: 'darwin', environment: {}, homeFolder: '/Users/ann' }
const linux: SettingsPlaces = { platform: 'linux', environment: {}, homeFolder: '/home/ann' }
const rows: readonly (readonly [string, SettingsPlaces, string | undefined])[] = [
  ['vscode', mac, '/Users/ann/Library/Application Support/Code/User/settings.json'],
  ['cursor', mac, '/Users/ann/Library/Application Support/Cursor/User/settings.json'],
  ['vscode', linux, '/home/ann/.config/Code/User/settings.json'],
  ['cursor', { ...linux, environment: { XDG_CONFIG_HOME: '/c' } }, '/c/Cursor/User/settings.json'],
  ['helix', mac, undefined],
]
for (const [editor, places, file] of rows)
  t.test(`the settings of ${editor} on ${places.platform} are at ${file ?? 'no place we edit'}`, async t => {
    t.equal(findSettingsFile(editor, places), file)
  })
