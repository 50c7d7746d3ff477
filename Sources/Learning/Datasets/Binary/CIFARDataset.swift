internal import NumericalCore

extension Dataset {
  /// The binary batches of CIFAR-10, or with 100 classes CIFAR-100, one after the other.
  ///
  /// A record is the label, or for CIFAR-100 the coarse and the fine label, of which the fine one is used, and then
  /// 3 × 32 × 32 pixels 0 … 255. The features keep the stored order (channel, row, column).
  ///
  /// - Throws: `DatasetError.malformed` at the first byte that does not fit.
  package static func cifar(_ batches: [DatasetFile], classes: Int) throws -> Dataset {
    precondition(classes == 10 || classes == 100, "CIFAR has 10 or 100 classes, got \(classes)")
    precondition(!batches.isEmpty, "CIFAR needs at least one file")
    let labelBytes = classes == 10 ? 1 : 2
    let record = labelBytes + cifarPixels
    for batch in batches { try requireRecords(in: batch, classes: classes, record: record) }
    let examples = batches.reduce(0) { $0 + $1.bytes.count / record }
    var labels: [Int32] = []
    var pixels: [Float] = []
    labels.reserveCapacity(examples)
    pixels.reserveCapacity(examples * cifarPixels)
    for batch in batches {
      for start in stride(from: 0, to: batch.bytes.count, by: record) {
        let end = start + labelBytes
        try requireLabels(in: batch, at: start, classes: classes)
        labels.append(Int32(batch.bytes[end - 1]))
        pixels.append(contentsOf: batch.bytes[end..<end + cifarPixels].lazy.map { Float($0) })
      }
    }
    let features = Matrix(rows: examples, columns: cifarPixels, elements: pixels)
    return try Dataset(features: features, labels: labels, classes: classes)
  }
}

/// Three channels of 32 × 32.
private let cifarPixels = 3 * 32 * 32

/// Holds a batch to a whole number of records, at least one.
private func requireRecords(in batch: DatasetFile, classes: Int, record: Int) throws {
  let size = batch.bytes.count
  guard size == 0 || size % record != 0 else { return }
  let other = classes == 10 ? 100 : 10
  let otherRecord = classes == 10 ? record + 1 : record - 1
  let remedy =
    size > 0 && size % otherRecord == 0 ? "it has the size of CIFAR-\(other): read it with format: cifar\(other)" : nil
  throw batch.malformed(
    byte: size - size % record, "a batch of CIFAR-\(classes)", allowed: "one or more records of \(record) bytes",
    got: "\(size) bytes", remedy: batch.gzipRemedy ?? remedy)
}

/// Checks the label, or the coarse and the fine one, of the record that begins at `start`.
private func requireLabels(in batch: DatasetFile, at start: Int, classes: Int) throws {
  // CIFAR-100 groups its classes into 20 coarse ones.
  let limits = classes == 10 ? [10] : [20, 100]
  for (index, limit) in limits.enumerated() where batch.bytes[start + index] >= limit {
    let what = classes == 10 ? "the label" : index == 0 ? "the coarse label" : "the fine label"
    throw batch.malformed(
      byte: start + index, what, allowed: "from 0 to \(limit - 1)", got: "\(batch.bytes[start + index])")
  }
}
