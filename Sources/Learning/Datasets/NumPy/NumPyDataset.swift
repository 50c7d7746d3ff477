extension Dataset {
  /// Two NumPy array files: features (n, …) and labels (n).
  ///
  /// - Throws: `DatasetError.malformed` at the first byte that does not fit.
  package static func numpy(features: DatasetFile, labels: DatasetFile) throws -> Dataset {
    try Dataset(features: StoredArray(numPy: features), labels: StoredArray(numPy: labels))
  }

  /// A NumPy archive (`.npz`) that holds both arrays under the names given.
  ///
  /// - Throws: `DatasetError.malformed` at the first byte that does not fit; an array of the archive is named
  ///   `file[array]`.
  package static func numpyArchive(_ file: DatasetFile, features: String, labels: String) throws -> Dataset {
    let archive = try ZipArchive(file)
    return try numpy(features: archive.array(named: features), labels: archive.array(named: labels))
  }
}

extension StoredArray {
  /// The array of a NumPy array file (`.npy`).
  init(numPy file: DatasetFile) throws {
    let header = try NumPyHeader(file)
    try self.init(
      file: file, offset: header.end, format: header.format, shape: header.shape, layout: header.layout)
  }
}

extension ZipArchive {
  /// The file of an array: the member called `name.npy`.
  func array(named name: String) throws -> DatasetFile {
    guard let member = members.first(where: { $0.name == name + ".npy" }) else {
      let names = members.map(\.name).filter { $0.hasSuffix(".npy") }.map { quoted($0.dropLast(4).utf8) }
      let listed = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
      throw file.malformed(
        "the array '\(name)'", allowed: "in the archive", got: names.isEmpty ? "no arrays" : "the arrays \(listed)")
    }
    return DatasetFile(name: "\(file.name)[\(name)]", bytes: try contents(of: member))
  }
}
