/// A mail relay of python3-aiosmtpd: a real server that may offer STARTTLS and wants a sign-in.
///
/// Run as `python3 FILE PORT OUT [CERTIFICATE KEY]`. With a certificate it hears nothing but STARTTLS before that, as RFC 3207
/// lets it; without one it takes everything in plain text. Each mail it takes is a line of OUT.
public enum MailRelay {
  /// Whom it knows, with which passphrase.
  public static let user = "duty"
  public static let passphrase = "gas and ice"

  public static let script = """
    import ssl, sys, threading
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    port, out = int(sys.argv[1]), sys.argv[2]
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])

    def sign_in(server, session, envelope, mechanism, data):
        known = (data.login, data.password) == (b"\(user)", b"\(passphrase)")
        return AuthResult(success=known, handled=False, auth_data=data.login.decode())

    class Keep:
        async def handle_DATA(self, server, session, envelope):
            with open(out, "a") as file:
                tls = session.ssl is not None
                print(f"tls={tls} user={session.auth_data} to={envelope.rcpt_tos[0]}", file=file)
            return "250 taken"

    Controller(
        Keep(), hostname="127.0.0.1", port=port, tls_context=context, require_starttls=context is not None,
        authenticator=sign_in, auth_required=True, auth_require_tls=context is not None).start()
    threading.Event().wait()

    """
}
