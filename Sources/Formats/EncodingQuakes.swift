public import CitySafety

/// Writes earthquakes as the China Earthquake Networks Center lists them.
public enum QuakeEncoder {
  /// Appends an answer of `speedsearch`, in its parentheses.
  ///
  /// Identifiers of the form `cenc:ID` read back the same.
  public static func cenc(_ earthquakes: [Earthquake], into output: inout [UInt8]) {
    func put(_ text: String) { output.append(contentsOf: text.utf8) }
    func member(_ name: String, _ text: String) {
      put("\"\(name)\":")
      Write.quoted(text, into: &output)
      put(",")
    }
    put("({\"shuju\":[")
    for (index, quake) in earthquakes.enumerated() {
      if index > 0 { put(",") }
      let id = quake.identifier.hasPrefix("cenc:") ? String(quake.identifier.dropFirst(5)) : quake.identifier
      put("{")
      member("id", String(index + 1))
      member("CATA_ID", id + ".00")
      member("SAVE_TIME", Write.local(quake.updated))
      member("O_TIME", Write.local(quake.origin))
      member("EPI_LAT", quake.latitude.description)
      member("EPI_LON", quake.longitude.description)
      put("\"EPI_DEPTH\":\(quake.depth?.description ?? "null"),")
      member("AUTO_FLAG", quake.isReviewed ? "M" : "A")
      member("EQ_TYPE", quake.isNatural ? "M" : "E")
      member("M", quake.magnitude?.description ?? "")
      member("LOCATION_C", quake.place)
      member("SYNC_TIME", Write.local(quake.updated))
      put("\"NEW_DID\":")
      Write.quoted(id, into: &output)
      put("}")
    }
    put("],\"jieguo\":\"最近48小时地震信息\",\"page\":\"\",\"num\":1})")
  }
}
