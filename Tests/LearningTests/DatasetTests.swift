import Learning
import NumericalCore
import Testing

@Suite("A dataset") struct DatasetTests {
  static func dataset(
    _ elements: [Float] = [0, 1, 2, 3, 4, 5], rows: Int = 3, columns: Int = 2, labels: [Int32] = [0, 1, 1],
    classes: Int = 2
  ) throws -> Dataset {
    try Dataset(
      features: Matrix(rows: rows, columns: columns, elements: elements), labels: labels, classes: classes)
  }

  @Test("refuses values that are no dataset") func refusals() {
    #expect(message { try Self.dataset(classes: 1) } == "data: classes must be a whole number from 2 to 65536, got 1")
    #expect(
      message { try Self.dataset(classes: 65_537) }
        == "data: classes must be a whole number from 2 to 65536, got 65537")
    #expect(
      message { try Self.dataset([], rows: 3, columns: 0) }
        == "data: features must be at least one example of at least one feature, got 3 × 0")
    #expect(
      message { try Self.dataset([], rows: 0, columns: 2, labels: []) }
        == "data: features must be at least one example of at least one feature, got 0 × 2")
    #expect(
      message { try Self.dataset(labels: [0, 1]) } == "data: labels must be as many as the 3 examples, got 2")
    #expect(
      message { try Self.dataset(labels: [0, 1, 2]) } == "data: the label of example 2 must be from 0 to 1, got 2")
    #expect(
      message { try Self.dataset(labels: [0, -1, 1]) } == "data: the label of example 1 must be from 0 to 1, got -1")
    #expect(
      message { try Self.dataset([0, 1, 2, .nan, 4, 5]) }
        == "data: feature 1 of example 1 must be a finite number, got nan")
    #expect(
      message { try Self.dataset([0, 1, 2, 3, -.infinity, 5]) }
        == "data: feature 0 of example 2 must be a finite number, got -inf")
  }

  @Test("gives its first examples and keeps its classes") func prefixes() throws {
    let dataset = try Self.dataset()
    #expect(try dataset.first(1) == Self.dataset([0, 1], rows: 1, labels: [0]))
    #expect(try dataset.first(3) == dataset)
    #expect(
      message { try dataset.first(4) } == "data.examples must be from 1 to the 3 that the dataset has, got 4")
    #expect(
      message { try dataset.first(0) } == "data.examples must be from 1 to the 3 that the dataset has, got 0")
  }

  @Test("scales in double precision and refuses to overflow") func scales() throws {
    let scaled = try Self.dataset().scaled(by: 1.0 / 255)
    #expect(scaled.features.elements == [0, 1, 2, 3, 4, 5].map { Float($0 / 255.0) })
    #expect(
      message { try Self.dataset().scaled(by: 1e38) }
        == "data.scale must be a factor that keeps 4.0 and every other feature finite in single precision, got 1e+38")
  }

  @Test(
    "is hashed by FNV-1a: the published values",
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func publishedHashes(text: String, expected: UInt64) {
    var hash = FNV1a()
    for byte in text.utf8 { hash.combine(byte: byte) }
    #expect(hash.value == expected)
  }

  @Test("has the fingerprint of the bytes that its documentation lists") func fingerprint() throws {
    let bytes =
      littleEndian([3, 2, 2] as [UInt64]) + littleEndian(([0, 1, 2, 3, 4, 5] as [Float]).map(\.bitPattern))
      + littleEndian([0, 1, 1] as [Int32])
    var hash = FNV1a()
    for byte in bytes { hash.combine(byte: byte) }
    #expect(try Self.dataset().fingerprint == hash.value)
  }

  @Test("changes its fingerprint with every part") func fingerprintsDiffer() throws {
    let datasets = try [
      Self.dataset(), Self.dataset(classes: 3), Self.dataset(labels: [1, 0, 1]), Self.dataset([0, 1, 2, 3, 5, 4]),
      Self.dataset(rows: 2, columns: 3, labels: [0, 1]),
    ]
    #expect(Set(datasets.map(\.fingerprint)).count == datasets.count)
  }
}
