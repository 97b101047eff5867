/** The configuration block of the public contract: every key with its default. */
export const contractText = `{
  "http":      { "host": "127.0.0.1", "port": 4675 },
  "gopls":     { "path": null, "args": [], "env": {} },
  "instances": { "keepWarm": true, "isolation": "workspace", "idleTimeout": "15m" },   // "workspace" | "shared" | "session"
  "probe":     { "interval": "5s", "idleInterval": "30s", "timeout": "2s", "failures": 3, "startupTimeout": "60s" },
  "hang":      { "floor": "5s", "ceiling": "60s", "p95Factor": 10, "spinFactor": 10, "clientReplyTimeout": "20s" },
  "limits":    { "memory": "6GiB", "samples": 3 },
  "stop":      { "quitGrace": "2s", "termGrace": "2s" },
  "restart":   { "backoffMin": "250ms", "backoffMax": "30s", "jitter": 0.2, "maxFailures": 5, "window": "5m", "cooldown": "2m" },
  "observe":   { "enabled": true, "interval": "30s", "orphanGrace": "5m", "spinGrace": "10m", "policy": { "orphan": "end", "stopped": "resume", "spinning": "report", "bloated": "report" } },
  "logs":      { "level": "info", "maxSize": "10MiB", "maxFiles": 5 },
  "incidents": { "keep": 50, "maxTotalSize": "200MiB" },
  "dryRun": false      // decide and record, but signal nothing
}`
