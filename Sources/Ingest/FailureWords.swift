import CitySafety
import Glibc

extension TransportFailure.Kind {
  /// What happened and what to do about it, in both languages.
  var explanation: (what: Bilingual, remedy: Bilingual) {
    switch self {
    case .resolve, .refused, .unreachable, .timeout, .reset, .truncated: connectionWords
    case .certificate, .authorityFile, .tls, .token: trustWords
    case .fileMissing, .unreadable, .notRegular, .cannotMove, .folderFull: fileWords
    case .status(let code): Self.statusWords(code)
    default: answerWords
    }
  }

  private typealias Words = (what: Bilingual, remedy: Bilingual)

  private static func words(_ zh: String, _ en: String, _ zhRemedy: String, _ enRemedy: String) -> Words {
    (Bilingual(zh: zh, en: en), Bilingual(zh: zhRemedy, en: enRemedy))
  }

  private var connectionWords: Words {
    switch self {
    case .resolve:
      Self.words("主机名无法解析", "Host name not found", "检查地址和域名服务器。", "Check the address and the name server.")
    case .refused:
      Self.words(
        "连接被拒绝", "Connection refused", "检查对方服务是否运行、端口是否正确。",
        "Check that the service runs and the port is right.")
    case .unreachable:
      Self.words("无法到达主机", "Host unreachable", "检查网络和防火墙。", "Check the network and the firewall.")
    case .timeout:
      Self.words(
        "超时未答完", "No complete answer in time", "检查对方负荷和网络，必要时放宽超时。",
        "Check the upstream load and the network, or allow more time.")
    case .reset:
      Self.words("连接被对方中断", "Connection broken by the peer", "检查对方服务日志。", "See the upstream log.")
    default:
      Self.words(
        "应答不完整", "Answer cut short", "检查对方服务和中间代理。", "Check the upstream service and proxies.")
    }
  }

  private var trustWords: Words {
    switch self {
    case .certificate:
      Self.words(
        "证书不可信", "Certificate not trusted", "检查证书的有效期、主机名和本源的 CA 文件。",
        "Check its dates, its host name and the source's authority file.")
    case .authorityFile:
      Self.words("CA 文件不可用", "Authority file unusable", "检查 PEM 文件。", "Check the PEM file.")
    case .tls:
      Self.words("加密连接建立失败", "TLS handshake failed", "检查对方的 TLS 版本。", "Check the peer's TLS version.")
    default:
      Self.words(
        "令牌不可用", "Token unavailable", "检查令牌文件或环境变量，不得为空或含换行。",
        "Check the token file or variable: not empty, one line.")
    }
  }

  private var fileWords: Words {
    switch self {
    case .unreadable(let number):
      Self.words(
        "无法读取（\(Self.text(of: number))）", "Cannot read (\(Self.text(of: number)))", "检查权限和挂载。",
        "Check permissions and the mount.")
    case .notRegular:
      Self.words(
        "不是普通文件", "Not a plain file", "请放入文件本身，不要用链接。", "Put the file itself there, not a link.")
    case .cannotMove(let number):
      Self.words(
        "已读文件移不走（\(Self.text(of: number))）", "Cannot move the read file (\(Self.text(of: number)))",
        "已改为记住；检查目标目录。", "It is remembered instead; check the target folder.")
    case .folderFull:
      Self.words("目录中文件过多", "Too many files in the folder", "清理旧文件。", "Clear old files away.")
    default:
      Self.words("文件或目录不存在", "File or folder missing", "检查路径和挂载。", "Check the path and the mount.")
    }
  }

  private var answerWords: Words {
    switch self {
    case .tooLarge:
      Self.words("超过大小上限", "Larger than the limit", "确认内容后可调高上限。", "Look at it, then raise the limit.")
    case .crowded:
      Self.words("同时到达的大应答过多", "Too many large answers at once", "将自动重试。", "It is tried again by itself.")
    case .redirectLoop:
      Self.words("重定向过多", "Too many redirects", "检查源地址。", "Check the source's address.")
    case .forbiddenAddress:
      Self.words(
        "地址不是 http 或 https", "Address is not http or https", "检查源地址和对方的跳转。",
        "Check the source's address and the redirect.")
    case .badEncoding:
      Self.words("压缩内容无法解开", "Compressed body cannot be unpacked", "联系对方。", "Ask the upstream side.")
    case .notHTTP:
      Self.words("应答不是 HTTP", "Answer is not HTTP", "检查端口。", "Check the port.")
    case .badRequest:
      Self.words("请求无法发送", "Request cannot be sent", "检查源的请求头。", "Check the source's headers.")
    case .other(let code):
      Self.words("传输失败（\(code)）", "Transfer failed (\(code))", "将自动重试。", "It is tried again by itself.")
    default:
      Self.words("传输失败", "Transfer failed", "将自动重试。", "It is tried again by itself.")
    }
  }

  private static func statusWords(_ code: Int) -> Words {
    switch code {
    case 401, 403:
      words("对方拒绝访问（\(code)）", "Access denied (\(code))", "检查令牌和授权。", "Check the token and the grant.")
    case 404, 410:
      words("对方无此地址（\(code)）", "No such address (\(code))", "检查源地址。", "Check the source's address.")
    case 429:
      words("对方要求放慢（429）", "Asked to slow down (429)", "可加大轮询间隔。", "Poll less often.")
    case 500...:
      words("对方服务出错（\(code)）", "Upstream error (\(code))", "联系对方。", "Ask the upstream side.")
    default:
      words("意外的应答状态（\(code)）", "Unexpected status (\(code))", "检查源地址。", "Check the source's address.")
    }
  }

  private static func text(of number: Int32) -> String {
    String(cString: strerror(number))
  }
}
