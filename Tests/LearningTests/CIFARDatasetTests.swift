import Learning
import NumericalCore
import Testing

@Suite("CIFAR datasets") struct CIFARDatasetTests {
  /// Pixel p of record r is r + p, modulo 256.
  static func batch(_ labels: [[UInt8]], named name: String = "batch") -> DatasetFile {
    let records = labels.enumerated().map { record, labels in
      labels + (0..<3072).map { UInt8(truncatingIfNeeded: record + $0) }
    }
    return DatasetFile(name: name, bytes: Array(records.joined()))
  }

  @Test("are batches in order, channels first") func tenClasses() throws {
    let dataset = try Dataset.cifar([Self.batch([[3], [9]]), Self.batch([[0]])], classes: 10)
    #expect(dataset.labels == [3, 9, 0])
    #expect((dataset.classes, dataset.count, dataset.featureCount) == (10, 3, 3072))
    for (record, start) in [0, 1, 0].enumerated() {
      #expect(Array(dataset.features.row(record)) == (0..<3072).map { Float((start + $0) % 256) })
    }
  }

  @Test("of a hundred classes have their fine labels") func hundredClasses() throws {
    let dataset = try Dataset.cifar([Self.batch([[19, 99], [0, 5]])], classes: 100)
    #expect(dataset.labels == [99, 5])
    #expect(dataset.classes == 100)
    #expect(dataset.features[1, 0] == 1)
  }

  static let defects: [(batches: [DatasetFile], classes: Int, message: String)] = [
    ([batch([])], 10, "batch, byte 0: a batch of CIFAR-10 must be one or more records of 3073 bytes, got 0 bytes"),
    (
      [batch([[1]]), batch([[1], [2]], named: "second").cut(to: 6145)], 10,
      "second, byte 3073: a batch of CIFAR-10 must be one or more records of 3073 bytes, got 6145 bytes"
    ),
    (
      [batch([[1, 1]])], 10,
      "batch, byte 3073: a batch of CIFAR-10 must be one or more records of 3073 bytes, got 3074 bytes; it has the size "
        + "of CIFAR-100: read it with format: cifar100"
    ),
    (
      [batch([[1], [2]])], 100,
      "batch, byte 3074: a batch of CIFAR-100 must be one or more records of 3074 bytes, got 6146 bytes; it has the "
        + "size of CIFAR-10: read it with format: cifar10"
    ),
    ([batch([[1], [10]])], 10, "batch, byte 3073: the label must be from 0 to 9, got 10"),
    ([batch([[20, 1]])], 100, "batch, byte 0: the coarse label must be from 0 to 19, got 20"),
    ([batch([[1, 2], [1, 100]])], 100, "batch, byte 3075: the fine label must be from 0 to 99, got 100"),
  ]

  @Test("say what is wrong and at which byte", arguments: defects)
  func refusals(defect: (batches: [DatasetFile], classes: Int, message: String)) {
    #expect(message { try .cifar(defect.batches, classes: defect.classes) } == defect.message)
  }
}
