#!/usr/bin/env node
import { serveLanguage } from './serve-language.js'

// At once: a gopls of our own that will not end must not hold an editor up that waits for us.
process.exit(await serveLanguage(process.argv.slice(2)))
