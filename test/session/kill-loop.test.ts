import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { killRepeatedly } from './kill-loop.js'
import { seededRandom } from './random.js'
import { RequestBook } from './request-book.js'

/** Asks all the time; answered after this many questions since the last kill. */
class StandInEditor {
  readonly book = new RequestBook()
  readonly hasEnded = false
  readonly #questionsToRecover: number
  #asked = 0
  #sinceKill = 0

  constructor(questionsToRecover: number) {
    this.#questionsToRecover = questionsToRecover
  }

  killed(): void {
    this.#sinceKill = 0
  }

  async until(isSo: () => boolean): Promise<boolean> {
    for (let tries = 0; !isSo() && tries < 100; tries += 1) {
      this.#ask()
      await setImmediate()
    }
    return isSo()
  }

  #ask(): void {
    this.#asked += 1
    this.#sinceKill += 1
    void this.book.send({ id: this.#asked, method: 'hover', effects: undefined }, performance.now())
    if (this.#sinceKill <= this.#questionsToRecover) return
    for (const { id, answers } of this.book.requests)
      if (answers === 0) this.book.receive(id, { ok: true, result: null }, performance.now())
  }
}

const random = seededRandom(1)

t.test('each kill waits until a later question has had a result', async t => {
  const editor = new StandInEditor(5)
  const killInstance = async (): Promise<void> => {
    t.equal(editor.book.unanswered, 0)
    editor.killed()
  }
  const tally = await killRepeatedly(editor, { kills: 4, duringRecovery: false, random, killInstance })
  t.same(tally, { afterRecovery: 4, duringRecovery: 0, stoppedBy: undefined })
})

t.test('some kills come during recovery where that is wanted', async t => {
  const editor = new StandInEditor(5)
  const killInstance = async (): Promise<void> => editor.killed()
  const tally = await killRepeatedly(editor, { kills: 6, duringRecovery: true, random, killInstance })
  t.equal(tally.afterRecovery + tally.duringRecovery, 6)
  t.ok(tally.duringRecovery > 0)
})

t.test('what does not recover is killed no more', async t => {
  const editor = new StandInEditor(1_000)
  const killInstance = async (): Promise<void> => void t.fail('killed')
  const tally = await killRepeatedly(editor, { kills: 3, duringRecovery: false, random, killInstance })
  t.match(tally, { afterRecovery: 0, stoppedBy: /no recovery from kill 0/ })
})
