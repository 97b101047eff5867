/** `gui/501` or `user/501`, and the label behind it where one is named. */
export interface ServiceTarget {
  readonly domain: Domain
  readonly label: string | null
}

export interface Domain {
  readonly kind: 'gui' | 'user'
  readonly uid: number
}

/** Undefined for what launchctl calls an unrecognized target specifier, and for `system`. */
export function parseTarget(text: string): ServiceTarget | undefined {
  const [, kind, uid, label] = /^(gui|user)\/(\d+)(?:\/(.+))?$/.exec(text) ?? []
  if (kind !== 'gui' && kind !== 'user') return undefined
  return { domain: { kind, uid: Number(uid) }, label: label ?? null }
}

export function nameDomain({ kind, uid }: Domain): string {
  return `${kind}/${uid}`
}

/** As the messages of launchctl name it. */
export function describeDomain({ kind, uid }: Domain): string {
  return kind === 'gui' ? `user gui: ${uid}` : `uid: ${uid}`
}

/** launchd.plist(5), LimitLoadToSessionType. */
export function sessionTypeOf({ kind }: Domain): 'Aqua' | 'Background' {
  return kind === 'gui' ? 'Aqua' : 'Background'
}
