/// What a NumPy array file says of its array, with the position where the numbers begin.
struct NumPyHeader {
  let format: NumberFormat
  let layout: StoredArray.Layout
  let shape: [Int]
  let end: Int

  /// Reads versions 1, 2 and 3 of the format: a magic string, two bytes of version, the length of the header and the
  /// header, a Python dictionary with the keys `descr`, `fortran_order` and `shape`.
  init(_ file: DatasetFile) throws {
    var reader = ByteReader(file)
    let magic = try reader.take(6, "the magic string")
    guard magic.elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw file.malformed(
        byte: 0, "a NumPy array file", allowed: "one that begins with 93 4e 55 4d 50 59", got: hexadecimal(magic),
        remedy: magic.starts(with: Array("PK".utf8))
          ? "it looks like an archive of arrays: read it with format: npz" : file.gzipRemedy)
    }
    let major = try reader.littleEndian(width: 1, "the major version")
    guard (1...3).contains(major) else {
      throw file.malformed(byte: 6, "the major version of the format", allowed: "1, 2 or 3", got: "\(major)")
    }
    _ = try reader.take(1, "the minor version")
    let length = try reader.littleEndian(width: major == 1 ? 2 : 4, "the length of the header")
    let start = reader.position
    _ = try reader.take(length, "the header")
    end = reader.position
    var dictionary = PythonDictionary(file: file, range: start..<end)
    try dictionary.parse()
    guard let type = dictionary.type, let isFortranOrder = dictionary.isFortranOrder, let shape = dictionary.shape
    else {
      throw file.malformed(
        byte: start, "the header", allowed: "a dictionary with the keys descr, fortran_order and shape",
        got: quoted(file.bytes[start..<end]))
    }
    guard shape.count <= 64 else {
      throw file.malformed(
        byte: start, "the shape", allowed: "of at most 64 axes, the most that NumPy makes", got: "\(shape.count)")
    }
    (self.format, self.shape) = (type, shape)
    layout = isFortranOrder ? .firstAxisFastest : .lastAxisFastest
  }
}

extension NumberFormat {
  /// The element type of a NumPy array, such as `<f4`; nil for what is not a number of a supported width.
  init?(numPy type: String) {
    let order: ByteOrder? =
      switch type.first {
      case "<", "|": .little
      case ">": .big
      default: nil
      }
    let formats: [String: (Kind, Int)] = [
      "b1": (.boolean, 1), "u1": (.unsigned, 1), "u2": (.unsigned, 2), "u4": (.unsigned, 4), "u8": (.unsigned, 8),
      "i1": (.signed, 1), "i2": (.signed, 2), "i4": (.signed, 4), "i8": (.signed, 8), "f4": (.floating, 4),
      "f8": (.floating, 8),
    ]
    guard let order, let (kind, width) = formats[String(type.dropFirst())] else { return nil }
    guard width == 1 || type.first != "|" else { return nil }
    self.init(kind: kind, width: width, order: order)
  }
}
