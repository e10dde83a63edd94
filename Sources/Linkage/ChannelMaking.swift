public import CityDispatch
import CitySafety

/// Makes what sends for a channel of the site.
public enum ChannelMaking {
  /// Nil when the system has no memory left for it.
  ///
  /// `log` is the file of the log channel, which also takes what a channel in test mode would have sent.
  public static func make(_ channel: Channel, log: String) -> (any OutboxChannel)? {
    if channel.isTest, channel.kind != .log { return LogChannel(path: log, testing: channel.id) }
    switch channel.kind {
    case .log: return LogChannel(path: log)
    case .webhook(let settings): return WebhookChannel(settings, timeout: channel.timeout)
    case .mail(let settings): return MailChannel(settings, timeout: channel.timeout)
    case .mqtt(let settings): return BrokerChannel(settings, timeout: channel.timeout)
    case .sms(let settings): return GatewayChannel(settings, timeout: channel.timeout)
    case .command(let settings): return CommandChannel(settings, timeout: channel.timeout)
    case .file(let folder): return FileChannel(folder: folder)
    }
  }
}
