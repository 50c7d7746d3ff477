extension DatasetFile {
  /// The numbers of a NumPy array file (`.npy`) of shape (n) or (n, 1), whatever they are: not only finite ones.
  ///
  /// - Throws: `DatasetError.malformed` where the file breaks the format or the array has another shape.
  package func numPyNumbers() throws -> [Double] {
    let array = try StoredArray(numPy: self)
    guard array.shape.dropFirst().allSatisfy({ $0 == 1 }) else {
      throw malformed(
        byte: array.offset, "the shape", allowed: "one number for each candidate",
        got: "(\(array.shape.map(String.init).joined(separator: ", ")))")
    }
    return array.format.values(in: bytes, at: array.offset, count: array.shape[0]) { $0 }
  }

  /// The array files of a NumPy archive (`.npz`) by their names.
  ///
  /// - Throws: `DatasetError.malformed` where the archive breaks its format.
  package func numPyArrays() throws -> [String: DatasetFile] {
    let archive = try ZipArchive(self)
    let names = archive.members.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
    return try Dictionary(names.map { ($0, try archive.array(named: $0)) }, uniquingKeysWith: { first, _ in first })
  }
}
