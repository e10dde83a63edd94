import CityDispatch

/// Mistakes of `channels.toml`.
extension Mistake {
  static func unknownPlaceholder(_ key: String, _ text: String, known: [String]) -> Mistake {
    let list = known.map { "{\($0)}" }.joined(separator: " ")
    return Mistake(
      zh: "'\(key)' 的 '{\(text)}' 未知", en: "'\(key)' holds '{\(text)}', which is unknown",
      remedyZh: "可用：\(list)", remedyEn: "use \(list)")
  }

  static func recipientWithoutChannel(_ key: String, _ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(name)' 没有通道，只写入日志",
      en: "'\(key)' names '\(name)', whom no channel reaches: only the log will",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在 channels.toml 中加 [[recipient]]",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "add a [[recipient]] to channels.toml")
  }

  static func tooManyArguments(_ key: String, limit: Int) -> Mistake {
    Mistake(
      zh: "'\(key)' 超过 \(limit) 项", en: "'\(key)' has more than \(limit) parts", remedyZh: "请写成脚本",
      remedyEn: "put them into a script")
  }

  static func logIsTheLog() -> Mistake {
    Mistake(
      zh: "'log' 只能是日志通道", en: "the channel 'log' can only be of the kind log", remedyZh: "请给通道改名",
      remedyEn: "rename the channel")
  }

  static func redIsNeverQuiet() -> Mistake {
    Mistake(
      zh: "红色消息不设静默时段", en: "red messages are never quiet", remedyZh: "请删除", remedyEn: "remove it")
  }

  static func badQuiet(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(text)' 不是时段", en: "'\(key)' is '\(text)', which is not a span of the day",
      remedyZh: "请写成 22:00-07:00 这样", remedyEn: "write it like 22:00-07:00")
  }

  static func secretInSite(_ key: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 须为站点文件夹之外的绝对路径",
      en: "'\(key)' must be an absolute path outside of the site folder",
      remedyZh: "站点文件夹会被共享，请把密钥放到别处，权限 0600",
      remedyEn: "the site folder is shared: keep secrets elsewhere, mode 0600")
  }

  static func badEndpoint(_ url: String, schemes: [String]) -> Mistake {
    let forms = schemes.map { "\($0)://host:port" }.joined(separator: ", ")
    return Mistake(
      zh: "'url' 的 '\(url)' 不是服务器地址", en: "'url' is '\(url)', which is not the address of a server",
      remedyZh: "请写成 \(forms)", remedyEn: "write it like \(forms)")
  }

  static func badMailAddress(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(text)' 不是邮件地址", en: "'\(key)' is '\(text)', which is not a mail address",
      remedyZh: "请写成 名字@域名", remedyEn: "write it like name@domain")
  }

  static func badTopic(_ text: String) -> Mistake {
    Mistake(
      zh: "'address' 的 '\(text)' 不能作 MQTT 主题", en: "'address' is '\(text)', which is no topic to publish to",
      remedyZh: "请写主题，不含 + 和 #", remedyEn: "write a topic without + and #")
  }

  static func channelTwice(_ id: String) -> Mistake {
    Mistake(
      zh: "通道 '\(id)' 写了两次", en: "the channel '\(id)' is named twice", remedyZh: "请只留一个，或另设接收人",
      remedyEn: "keep one, or add another recipient")
  }
}
