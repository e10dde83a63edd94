import Store
import Testing

@Test func theDigestOfAbcIsTheOneOfTheStandard() {
  let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  #expect(SHA256.digest(Array("abc".utf8)).hex == expected)
  var pieces = SHA256()
  pieces.add(Array("a".utf8))
  pieces.add(Array("bc".utf8))
  #expect(pieces.finish().hex == expected)
}

@Test func aDigestReadsBackFromItsDigitsAndRefusesAnythingElse() {
  let digest = SHA256.digest([1, 2, 3])
  #expect(Digest(hex: digest.hex) == digest)
  #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
  #expect(Digest(hex: "g" + digest.hex.dropFirst()) == nil)
}

@Test func aPassphraseVerifiesOnlyAgainstItsOwnHash() throws {
  let hash = try #require(Passphrase.hash("守望 1234"))
  #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
  #expect(Passphrase.verify("守望 1234", against: hash))
  #expect(!Passphrase.verify("守望 1235", against: hash))
  #expect(!Passphrase.verify("守望 1234", against: "not a hash"))
}

@Test func twoHashesOfOnePassphraseDiffer() {
  #expect(Passphrase.hash("same") != Passphrase.hash("same"))
}

@Test func aPassphraseBeyondTheLimitIsRefused() {
  #expect(Passphrase.hash(String(repeating: "x", count: Passphrase.byteLimit + 1)) == nil)
}
