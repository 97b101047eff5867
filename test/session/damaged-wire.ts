import { Message } from 'vscode-jsonrpc/node'
import type { Wire } from './wire.js'

/** What becomes of a message on its way: itself, nothing, or several. */
export interface Damage {
  readonly toServer?: (message: Message) => readonly Message[]
  readonly toEditor?: (message: Message) => readonly Message[]
}

/** A wire that does to messages what a bad relay might. */
export function damageWire(wire: Wire, { toServer = one, toEditor = one }: Damage): Wire {
  return {
    ...wire,
    send: message => {
      for (const part of toServer(message)) wire.send(part)
    },
    listen: hear =>
      wire.listen(message => {
        for (const part of toEditor(message)) hear(part)
      }),
  }
}

/** Does `damage` to the first message of this method that comes when it is armed, and lets all others pass. */
export class Damager {
  isArmed = false
  hasStruck = false

  strike(
    method: string,
    damage: (message: Message) => readonly Message[],
  ): (message: Message) => readonly Message[] {
    return message => {
      if (!this.isArmed || this.hasStruck || methodOf(message) !== method) return [message]
      this.hasStruck = true
      return damage(message)
    }
  }
}

/** Of an answer: `answer`. */
function methodOf(message: Message): string {
  if (Message.isRequest(message) || Message.isNotification(message)) return message.method
  return 'answer'
}

function one(message: Message): readonly Message[] {
  return [message]
}
