import Learning
import NumericalCore
import Testing

@Suite("IDX datasets") struct IDXDatasetTests {
  static func idx(
    _ type: UInt8, _ shape: [UInt32], _ data: [UInt8], named name: String = "images"
  ) -> DatasetFile {
    DatasetFile(name: name, bytes: [0, 0, type, UInt8(shape.count)] + bigEndian(shape) + data)
  }

  static let images = idx(8, [3, 1, 2], [0, 255, 1, 2, 128, 7])
  static let labels = idx(8, [3], [4, 0, 9], named: "labels")

  @Test("are read as laid out, without scaling") func unsignedBytes() throws {
    let dataset = try Dataset.idx(images: Self.images, labels: Self.labels)
    #expect(dataset.features == Matrix(rows: 3, columns: 2, elements: [0, 255, 1, 2, 128, 7]))
    #expect(dataset.labels == [4, 0, 9])
    #expect(dataset.classes == 10)
  }

  @Test(
    "may be of every type",
    arguments: [
      (9, [1, 0xff, 0x80, 3, 4, 5]),
      (0x0b, bigEndian([1, -1, -128, 3, 4, 5] as [Int16])),
      (0x0c, bigEndian([1, -1, -128, 3, 4, 5] as [Int32])),
      (0x0d, bigEndian(([1, -1, -128, 3, 4, 5] as [Float]).map(\.bitPattern))),
      (0x0e, bigEndian(([1, -1, -128, 3, 4, 5] as [Double]).map(\.bitPattern))),
    ] as [(UInt8, [UInt8])])
  func types(type: UInt8, data: [UInt8]) throws {
    let dataset = try Dataset.idx(images: Self.idx(type, [3, 2], data), labels: Self.labels)
    #expect(dataset.features.elements == [1, -1, -128, 3, 4, 5])
  }

  static let defects: [(images: DatasetFile, message: String)] = [
    (
      images.with([0x1f, 0x8b], at: 0),
      "images, byte 0: an IDX file must be one that begins with two zero bytes, got 1f 8b; the file is compressed: "
        + "unpack it with gunzip"
    ),
    (
      images.with(10, at: 2),
      "images, byte 2: the type of the numbers must be one of 08, 09, 0b, 0c, 0d and 0e in hexadecimal, got 0a"
    ),
    (
      idx(8, [], []),
      "images, byte 4: the shape must be one or more sizes of at least 1, the number of examples first, got ()"
    ),
    (
      images.cut(to: 3),
      "images, byte 3: the number of axes must be 1 byte long, got 0 bytes before the end of the file; the file is cut "
        + "short"
    ),
    (
      images.cut(to: 11),
      "images, byte 8: the length of axis 1 must be 4 bytes long, got 3 bytes before the end of the file; the file is "
        + "cut short"
    ),
    (
      images.cut(to: 21),
      "images, byte 16: the array of shape (3, 1, 2) must be 6 bytes long, got 5 bytes before the end of the "
        + "file; the file is cut short"
    ),
    (
      idx(8, [3, 1, 2], [0, 255, 1, 2, 128, 7, 0]),
      "images, byte 22: the end of the array of shape (3, 1, 2) must be the end of the file, got 1 byte more"
    ),
    (
      idx(8, [UInt32](repeating: .max, count: 3), [0]),
      "images, byte 16: the array of shape (4294967295, 4294967295, 4294967295) must be within the file, got more "
        + "than 2^63 bytes where 1 byte is left; the header is damaged"
    ),
    (
      idx(8, [UInt32](repeating: 1 << 16, count: 255), [0]),
      "images, byte 1024: the array of shape (65536, 65536, 65536, 65536, 65536, 65536, 65536, 65536, …) must be "
        + "within the file, got more than 2^63 bytes where 1 byte is left; the header is damaged"
    ),
    (idx(8, [2, 2], [0, 1, 2, 3]), "labels: the labels must be one for each of the 2 examples in images, got 3"),
    (
      idx(0x0d, [3], bigEndian(([1, .infinity, 0] as [Float]).map(\.bitPattern))),
      "images, byte 12: a feature must be a finite number in single precision, got inf"
    ),
  ]

  @Test("say what is wrong and at which byte", arguments: defects)
  func refusals(defect: (images: DatasetFile, message: String)) {
    #expect(message { try .idx(images: defect.images, labels: Self.labels) } == defect.message)
  }

  @Test("refuse images in place of labels") func swappedFiles() {
    #expect(
      message { try .idx(images: Self.labels, labels: Self.images) }
        == "images, byte 16: the shape of the labels must be one number for each example, got (3, 1, 2)")
  }

  @Test("cut short anywhere or with any byte changed never crash") func damage() {
    for count in 0..<Self.images.bytes.count {
      #expect(throws: DatasetError.self) {
        try Dataset.idx(images: Self.images.cut(to: count), labels: Self.labels)
      }
      for byte in UInt8.min...UInt8.max {
        let changed = message { try .idx(images: Self.images.with(byte, at: count), labels: Self.labels) }
        #expect(!changed.hasPrefix("not a DatasetError"))
      }
    }
    for count in 0..<Self.labels.bytes.count {
      #expect(throws: DatasetError.self) {
        try Dataset.idx(images: Self.images, labels: Self.labels.cut(to: count))
      }
    }
  }
}
