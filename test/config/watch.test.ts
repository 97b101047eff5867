import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ConfigurationWatcher } from '../../src/config/watch.js'

t.test('tells that the file appears, changes in place, and goes', async t => {
  const file = join(t.testdir({}), 'config.jsonc')
  const changes = await watchFile(t, file)
  await changes.after(() => writeFileSync(file, '{}'))
  await changes.after(() => writeFileSync(file, '{ }'))
  await changes.after(() => rmSync(file))
  await changes.after(() => writeFileSync(file, '{}'))
})

t.test('tells that the file is replaced by rename, again and again', async t => {
  const file = join(t.testdir({ 'config.jsonc': '{}' }), 'config.jsonc')
  const changes = await watchFile(t, file)
  for (const text of ['{ }', '{  }', '{   }']) {
    await changes.after(() => {
      writeFileSync(`${file}.new`, text)
      renameSync(`${file}.new`, file)
    })
  }
})

t.test('sees the file although its folders do not exist at first', async t => {
  const folder = join(t.testdir({}), 'not', 'yet')
  const file = join(folder, 'config.jsonc')
  const changes = await watchFile(t, file)
  await changes.after(() => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, '{}')
  })
  await changes.after(() => writeFileSync(file, '{ }'))
})

t.test('sees the file again after its folder was removed and made anew', async t => {
  const folder = join(t.testdir({ folder: { 'config.jsonc': '{}' } }), 'folder')
  const file = join(folder, 'config.jsonc')
  const changes = await watchFile(t, file)
  await changes.after(() => rmSync(folder, { recursive: true }))
  await changes.after(() => {
    mkdirSync(folder)
    writeFileSync(file, '{}')
  })
  await changes.after(() => writeFileSync(file, '{ }'))
})

t.test('notices that an empty folder is replaced', async t => {
  const folder = join(t.testdir({ folder: {} }), 'folder')
  const file = join(folder, 'config.jsonc')
  const changes = await watchFile(t, file)
  await changes.after(() => {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
  })
  await changes.after(() => writeFileSync(file, '{}'))
})

t.test('follows a symbolic link to the file that it names', async t => {
  const dir = t.testdir({
    real: { 'config.jsonc': '{}' },
    home: { 'config.jsonc': t.fixture('symlink', '../real/config.jsonc') },
  })
  const changes = await watchFile(t, join(dir, 'home', 'config.jsonc'))
  await changes.after(() => writeFileSync(join(dir, 'real', 'config.jsonc'), '{ }'))
})

t.test('other files in the folder are not told', async t => {
  const dir = t.testdir({ 'config.jsonc': '{}', run: {}, marker: '' })
  const changes = await watchFile(t, join(dir, 'config.jsonc'))
  const marker = await watchFile(t, join(dir, 'marker'))
  await marker.after(() => {
    for (const name of ['token', 'config.jsonc.bak', 'run/lock', 'marker'])
      writeFileSync(join(dir, name), 'x')
  })
  t.equal(changes.count(), 0)
})

t.test('the many events of one removal are told once', async t => {
  const dir = t.testdir({ folder: { 'config.jsonc': '{}' }, other: { marker: '' } })
  const changes = await watchFile(t, join(dir, 'folder', 'config.jsonc'))
  const marker = await watchFile(t, join(dir, 'other', 'marker'))
  await changes.after(() => rmSync(join(dir, 'folder'), { recursive: true }))
  await marker.after(() => writeFileSync(join(dir, 'other', 'marker'), 'removed'))
  t.equal(changes.count(), 1)
})

t.test('is silent once closed, and closing twice is fine', async t => {
  const dir = t.testdir({ 'config.jsonc': '{}', marker: '' })
  const file = join(dir, 'config.jsonc')
  const changes = await watchFile(t, file)
  const marker = await watchFile(t, join(dir, 'marker'))
  writeFileSync(file, '{ }')
  await Promise.all([changes.close(), changes.close()])
  writeFileSync(file, '{  }')
  await marker.after(() => writeFileSync(join(dir, 'marker'), 'closed'))
  await changes.close()
  t.equal(changes.count(), 0)
})

/** A watcher on a file, and a way to await the first change it tells after something was done. */
async function watchFile(t: Test, file: string) {
  let count = 0
  let tell = () => {}
  const watcher = await ConfigurationWatcher.open({
    file,
    onChange: () => {
      count += 1
      tell()
    },
    onError: error => t.fail('the system refuses to watch', { error }),
  })
  t.teardown(() => watcher.close())
  return {
    count: () => count,
    close: () => watcher.close(),
    after(act: () => void): Promise<void> {
      const told = new Promise<void>(resolve => {
        tell = resolve
      })
      act()
      return told
    },
  }
}
