import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Scope } from '../fake-gopls/served-gopls.js'

/** A module of a few files, and a second one beside it that the editor may add as a folder. */
export interface Workspace {
  readonly folder: string
  readonly rootUri: string
  readonly extraUri: string
  /** Go files of the first module, then of the second. */
  readonly uris: readonly [string, ...string[]]
  readonly extraUris: readonly [string, ...string[]]
  readonly goModUri: string
  /** Each run of `go generate` adds a line to it. */
  readonly generatedPath: string
}

const rocket = '\u{1f680}'

/** Each has, first of all, a constant whose name tells which revision of the text one sees. */
const files = {
  'desk/go.mod': 'module example.test/desk\n\ngo 1.21\n',
  'desk/main.go': `package main

import "example.test/desk/shop"

const mainRevision0 = 0

//go:generate sh -c "echo ran >> generated.txt"

func main() { println(shop.Total([]int{1, 2}), shop.Greeting("you")) }
`,
  'desk/shop/price.go': `package shop

const priceRevision0 = 0

// Total adds the prices up.
func Total(prices []int) int {
	sum := 0
	for _, price := range prices {
		sum += withTax(price)
	}
	return sum
}

func withTax(price int) int { return price + price/5 }
`,
  'desk/shop/greeting.go': `package shop

import "strings"

const greetingRevision0 = 0

// Greeting is what a customer reads: ${rocket} caf\u00e9 \u6f22\u5b57.
func Greeting(name string) string { return strings.Repeat("${rocket}", 2) + decorate(name, 3) }

func decorate(name string, width int) string { /* ${rocket} */ return strings.Repeat("\u00e9", width) + name }
`,
  'desk/shop/shop.go': `package shop

import "fmt"

const shopRevision0 = 0

// Shop has a name and its prices.
type Shop struct {
	Name   string
	Prices []int
}

// String tells of the shop.
func (s Shop) String() string { return fmt.Sprintf("%s: %d", Greeting(s.Name), Total(s.Prices)) }
`,
  'extra/go.mod': 'module example.test/extra\n\ngo 1.21\n',
  'extra/extra.go': `package extra

const extraRevision0 = 0

// Twice is two times n.
func Twice(n int) int { return 2 * n }
`,
}

export async function makeWorkspace(scope: Scope): Promise<Workspace> {
  const parent = await mkdtemp(join(tmpdir(), 'session-'))
  scope.teardown(() => rm(parent, { recursive: true, force: true, maxRetries: 5 }))
  for (const [name, text] of Object.entries(files)) await writeText(toUri(parent, name), text)
  return {
    folder: join(parent, 'desk'),
    rootUri: toUri(parent, 'desk'),
    extraUri: toUri(parent, 'extra'),
    uris: [
      toUri(parent, 'desk/main.go'),
      toUri(parent, 'desk/shop/price.go'),
      toUri(parent, 'desk/shop/greeting.go'),
      toUri(parent, 'desk/shop/shop.go'),
    ],
    extraUris: [toUri(parent, 'extra/extra.go')],
    goModUri: toUri(parent, 'desk/go.mod'),
    generatedPath: join(parent, 'desk', 'generated.txt'),
  }
}

export function readText(uri: string): Promise<string> {
  return readFile(fileURLToPath(uri), 'utf8')
}

export async function writeText(uri: string, text: string): Promise<void> {
  const path = fileURLToPath(uri)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

function toUri(parent: string, name: string): string {
  return pathToFileURL(join(parent, name)).href
}
