import Settings
import Testing

/// One broken thing a row; the whole message is compared.
private let sources: [Breakage] = [
  Breakage(
    "sources.toml", "[source.http]\nurl = \"{feeds}/gas\"\n", "",
    "site/sources.toml:3:1: has no transport — add one of [source.http], [source.file], [source.directory]"),
  Breakage(
    "sources.toml", "[source.json]", "[source.file]\npath = \"x\"\n[source.json]",
    "site/sources.toml:12:1: has several transports: [source.http], [source.file] — keep one"),
  Breakage(
    "sources.toml", "{feeds}/gas", "{feed}/gas",
    "site/sources.toml:11:7: unknown variable '{feed}' — did you mean '{feeds}'?"),
  Breakage(
    "sources.toml", "{feeds}/gas", "ftp://host/gas",
    "site/sources.toml:11:7: 'url' is 'ftp://host/gas', which is not an http or https address"
      + " — write it like http://host/path"
  ),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\nbody = \"x\"",
    "site/sources.toml:12:8: 'body' needs 'method = \"POST\"' — add it, or remove 'body'"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\nmethod = \"PUT\"",
    "site/sources.toml:12:10: 'method' is 'PUT', which is unknown — choose from GET, POST"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\ntimeout-s = 301",
    "site/sources.toml:12:13: 'timeout-s' is 301, out of range — choose from 0.1 to 300"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\nsize-limit-kb = 0",
    "site/sources.toml:12:17: 'size-limit-kb' is 0, out of range — choose from 1 to 65536"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\nheaders = { \"A B\" = \"x\" }",
    "site/sources.toml:12:21: 'A B' cannot be the name of an HTTP header — use letters, digits and hyphens"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\ntoken-file = \"t\"\ntoken-env = \"T\"",
    "site/sources.toml:12:14: warning: 'token-file' names 'site/t', which does not exist"
      + " — put the file there",
    "site/sources.toml:13:13: has both 'token-file' and 'token-env' — keep one"),
  Breakage(
    "sources.toml", "url = \"{feeds}/gas\"", "url = \"{feeds}/gas\"\nca-file = \"ca.pem\"",
    "site/sources.toml:12:11: 'ca-file' names 'site/ca.pem', which does not exist — put the file there"),
  Breakage(
    "sources.toml", "format = \"json\"\n", "",
    "site/sources.toml:3:1: 'format' is missing in [[source]] — add it"),
  Breakage(
    "sources.toml", "format = \"json\"", "format = \"jsn\"",
    "site/sources.toml:9:10: 'format' is 'jsn', which is unknown — did you mean 'json'?"),
  Breakage(
    "sources.toml", "format = \"json\"", "format = \"cap\"",
    "site/sources.toml:12:1: [source.json] does not go with format = \"cap\""
      + " — remove it, or change the format",
    "site/sensors.csv:2: source 'gas' carries no sensor rows — name a source of format json or csv"),
  Breakage(
    "sources.toml", "format = \"json\"", "format = \"csv\"",
    "site/sources.toml:3:1: 'csv' is missing in [[source]] — add it",
    "site/sources.toml:12:1: [source.json] does not go with format = \"csv\""
      + " — remove it, or change the format"
  ),
  Breakage(
    "sensors.csv", "s-1,井内浓度,Well gas,jnnd,gas-lel,rp-1,housing,gas,C1,,,,,,,,,5,,true\n", "",
    "site/sources.toml:4: warning: no sensor uses source 'gas' — name it in sensors.csv or remove it",
    "site/episodes.toml:5:12: 'sensors' names the unknown sensor 's-1' — define it in sensors.csv",
    "site/drills/gas.toml:40:46: 'subjects' names 's-1', which neither the site nor this scenario has"
      + " — write the id of a sensor, rule, source, kind of warning, report rule or inject, or an event code"),
  Breakage(
    "sources.toml", "code-field = \"code\"\n", "",
    "site/sources.toml:12:1: has neither 'code-field' nor 'constant-code' — add one of them"),
  Breakage(
    "sources.toml", "[[source.json.value]]\nfield = \"value\"", "",
    "site/sources.toml:12:1: has no [[source.json.value]] — say which field is the value"),
  Breakage(
    "sources.toml", "field = \"value\"", "field = \"value\"\nscale = 0",
    "site/sources.toml:18:9: 'scale' is 0, which makes every value 0 — write another number"),
  Breakage(
    "sources.toml", "field = \"value\"", "field = \"value\"\n[[source.json.value]]\nfield = \"other\"",
    "site/sources.toml:18:1: metric '' is already used in line 16 — rename or remove one"),
  Breakage(
    "sources.toml", "time-field = \"time\"", "time-of-day-field = \"time\"",
    "site/sources.toml:15:21: 'time-of-day-field' needs 'time-field'"
      + " — add it, or remove 'time-of-day-field'"),
  Breakage(
    "sources.toml", "time-field = \"time\"", "time-field = \"time\"\npaging = \"number\"",
    "site/sources.toml:16:10: 'paging' needs 'page-parameter' — add it, or remove 'paging'",
    "site/sources.toml:16:10: 'paging' needs 'page-size' — add it, or remove 'paging'"),
  Breakage(
    "sources.toml", "time-field = \"time\"", "time-field = \"time\"\nreplay-from = \"yesterday\"",
    "site/sources.toml:16:15: 'replay-from' is 'yesterday', which is not a time"
      + " — write it like 2026-11-23T00:00:00+08:00, or write \"start\""
  ),
  Breakage(
    "sources.toml", "time-field = \"time\"", "time-field = \"time\"\nsuccess-path = \"code\"",
    "site/sources.toml:16:16: 'success-path' needs 'success-values' — add it, or remove 'success-path'"),
  Breakage(
    "sources.toml", "interval-s = 5", "interval-s = 5\nstale-after-s = 4",
    "site/sources.toml:9:17: 'stale-after-s' is less than 'interval-s' — make it larger"),
  Breakage(
    "sources.toml", "interval-s = 5", "interval-s = 5\njitter = 0.6",
    "site/sources.toml:9:10: 'jitter' is 0.6, out of range — choose from 0 to 0.5"),
  Breakage(
    "sources.toml", "interval-s = 5", "interval-s = \"5\"",
    "site/sources.toml:8:14: 'interval-s' is of the wrong type — write a number"),
  Breakage(
    "sources.toml", "interval-s = 5", "interval-s = 5\nintervall = 5",
    "site/sources.toml:9:1: unknown key 'intervall' in [[source]] — remove it"),
]

private let others: [Breakage] = [
  Breakage(
    "authority.toml", "[claim]", "[claims]",
    "site/authority.toml:1:1: there is no table for the command 'claim' — add [claim]",
    "site/authority.toml:3:2: unknown key 'claims' — did you mean 'claim'?"),
  Breakage(
    "authority.toml", "operator = [\"blue\"]", "operater = [\"blue\"]",
    "site/authority.toml:3:1: warning: nobody may 'claim' — name a role and its grades",
    "site/authority.toml:4:1: 'role' is 'operater', which is unknown — did you mean 'operator'?"),
  Breakage(
    "authority.toml", "[\"blue\"]", "[\"blue\", \"grey\"]",
    "site/authority.toml:4:21: 'operator' is 'grey', which is unknown — choose from red, orange, yellow, blue"
  ),
  Breakage(
    "episodes.toml", "[\"s-1\"]", "[\"s-l\"]",
    "site/episodes.toml:5:12: 'sensors' names the unknown sensor 's-l' — did you mean 's-1'?"),
  Breakage(
    "episodes.toml", "peak = 60\n", "",
    "site/episodes.toml:1:1: 'peak' is missing in [[episode]] — add it"),
  Breakage(
    "episodes.toml", "\"surge\"", "\"serge\"",
    "site/episodes.toml:6:9: 'shape' is 'serge', which is unknown — did you mean 'surge'?"),
  Breakage(
    "episodes.toml", "every-s = 600", "every-s = 30",
    "site/episodes.toml:12:11: 'every-s' is shorter than the episode"
      + " — make it at least rise-s + hold-s + fall-s"
  ),
  Breakage(
    "episodes.toml", "peak = 60", "peak = 600",
    "site/episodes.toml:11:8: warning: 'peak' is 600, outside 0 to 100 of sensor 's-1'"
      + " — check the number and its unit",
    "site/drills/gas.toml:28:11: 'peak' is 600, outside 0 to 100 of sensor 's-1' — check the number and its unit"
  ),
]

@Test(arguments: sources + others)
func eachMistakeOfASourceOrATableIsNamedWithItsPlaceAndRemedy(_ breakage: Breakage) throws {
  try breakage.expectItsMessages()
}
