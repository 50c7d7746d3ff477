internal import NumericalCore

/// An array of numbers in a file, its shape settled and held to the size of the file.
struct StoredArray {
  enum Layout { case lastAxisFastest, firstAxisFastest }

  let file: DatasetFile
  /// The byte of the first number.
  let offset: Int
  let format: NumberFormat
  /// At least one axis, each at least 1 long.
  let shape: [Int]
  let layout: Layout
  private let count: Int

  /// - Throws: `DatasetError.malformed` unless the array has an axis, no axis is empty, and it ends with the file.
  init(file: DatasetFile, offset: Int, format: NumberFormat, shape: [Int], layout: Layout = .lastAxisFastest) throws {
    (self.file, self.offset, self.format, self.shape, self.layout) = (file, offset, format, shape, layout)
    let written = "(\(shape.prefix(8).map(String.init).joined(separator: ", "))\(shape.count > 8 ? ", …" : ""))"
    guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 }) else {
      throw file.malformed(
        byte: offset, "the shape", allowed: "one or more sizes of at least 1, the number of examples first",
        got: written)
    }
    // A header may claim any size, so nothing is allocated before the file is seen to hold as much.
    let available = file.bytes.count - offset
    var length = format.width
    for size in shape {
      let (product, overflow) = length.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw file.malformed(
          byte: offset, "the array of shape \(written)", allowed: "within the file",
          got: "more than 2^63 bytes where \(inBytes(available)) \(available == 1 ? "is" : "are") left",
          remedy: "the header is damaged")
      }
      length = product
    }
    guard length <= available else {
      throw file.malformed(
        byte: offset, "the array of shape \(written)", allowed: "\(inBytes(length)) long",
        got: "\(inBytes(available)) before the end of the file", remedy: "the file is cut short")
    }
    count = length / format.width
    let end = offset + length
    guard end == file.bytes.count else {
      throw file.malformed(
        byte: end, "the end of the array of shape \(written)", allowed: "the end of the file",
        got: "\(inBytes(file.bytes.count - end)) more")
    }
  }

  /// The numbers as features: (n, …) becomes (n, features) with the last axis fastest, (n) becomes (n, 1).
  ///
  /// - Throws: `DatasetError.malformed` at a number that is not finite in single precision.
  func features() throws -> Matrix {
    let stored = format.values(in: file.bytes, at: offset, count: count) { Float($0) }
    if let index = stored.firstIndex(where: { !$0.isFinite }) {
      throw file.malformed(
        byte: offset + index * format.width, "a feature", allowed: "a finite number in single precision",
        got: "\(stored[index])")
    }
    let (rows, columns) = (shape[0], count / shape[0])
    guard layout == .firstAxisFastest, shape.count > 1 else {
      return Matrix(rows: rows, columns: columns, elements: stored)
    }
    var features = Matrix.zeros(rows: rows, columns: columns)
    for column in 0..<columns {
      let start = rows * storedColumn(column)
      for row in 0..<rows { features.elements[row * columns + column] = stored[start + row] }
    }
    return features
  }

  /// Where column `column` of the flattened examples stands among those stored with the first axis fastest.
  private func storedColumn(_ column: Int) -> Int {
    var (left, stored, stride) = (column, 0, 1)
    for size in shape.dropFirst() { stride *= size }
    for size in shape.dropFirst().reversed() {
      stride /= size
      stored += left % size * stride
      left /= size
    }
    return stored
  }

  /// The numbers as labels; the shape is (n) or (n, 1).
  ///
  /// - Throws: `DatasetError.malformed` at a number that is no label.
  func labels() throws -> [Int32] {
    guard count == shape[0] else {
      throw file.malformed(
        byte: offset, "the shape of the labels", allowed: "one number for each example",
        got: "(\(shape.prefix(8).map(String.init).joined(separator: ", ")))")
    }
    let values = format.values(in: file.bytes, at: offset, count: count) { $0 }
    if let index = values.firstIndex(where: { !isLabel($0) }) {
      let got = Int(exactly: values[index]).map { "\($0)" } ?? "\(values[index])"
      throw file.malformed(byte: offset + index * format.width, "a label", allowed: labelRange, got: got)
    }
    return values.map { Int32($0) }
  }
}

extension Dataset {
  /// Joins an array of examples and one of labels; the classes are one more than the largest label.
  init(features: StoredArray, labels: StoredArray) throws {
    let values = try labels.labels()
    let matrix = try features.features()
    try requireLabels(values, in: labels.file, matching: matrix.rows, in: features.file)
    try self.init(features: matrix, labels: values, classes: classCount(of: values, in: labels.file))
  }
}
