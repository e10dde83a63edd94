/// The `guidance.toml` of small sites: one text a rule and one for each kind of alarm without a rule.
public enum GuidanceText {
  public static func file(rules: [String]) -> String {
    (rules + ["source-lost", "warning", "earthquake"]).map(entry).joined()
  }

  private static func entry(_ alarm: String) -> String {
    """
    [[guidance]]
    alarm = "\(alarm)"
    class = "safety"
    meaning-zh = "含义"
    meaning-en = "meaning"
    consequence-zh = "后果"
    consequence-en = "consequence"
    action = [
      { zh = "核实", en = "verify" },
      { zh = "派人", en = "send people" },
    ]
    time-available-s = 600
    operator-s = 60
    process-s = 300
    origin = "a test [I]"
    local-default = true

    """
  }
}
