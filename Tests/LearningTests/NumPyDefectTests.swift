import Learning
import Testing

@Suite("Defects of NumPy files") struct NumPyDefectTests {
  static let header = NumPyDatasetTests.header
  static let numbers = NumPyDatasetTests.numbers
  static let labels = NumPyDatasetTests.labels

  static func changed(_ old: String, to new: String) -> DatasetFile {
    numPyFile(header.replacing(old, with: new), numbers)
  }

  static let whole = numPyFile(header, numbers)
  static let keys = "x.npy, byte 10: the header must be a dictionary with the keys descr, fortran_order and shape, got "
  static let types =
    "x.npy, byte 20: the element type must be a bool, an integer of 1, 2, 4 or 8 bytes or a float of 4 or 8, such as "
    + "'<f4', got "

  static let defects: [(file: DatasetFile, message: String)] = [
    (
      whole.cut(to: 0),
      "x.npy, byte 0: the magic string must be 6 bytes long, got 0 bytes before the end of the file; "
        + "the file is cut short"
    ),
    (
      whole.with(0x92, at: 0),
      "x.npy, byte 0: a NumPy array file must be one that begins with 93 4e 55 4d 50 59, got 92 4e 55 4d 50 59"
    ),
    (
      DatasetFile(name: "x.npy", bytes: Array("PK".utf8) + [3, 4, 0, 0]),
      "x.npy, byte 0: a NumPy array file must be one that begins with 93 4e 55 4d 50 59, got 50 4b 03 04 00 00; it "
        + "looks like an archive of arrays: read it with format: npz"
    ),
    (whole.with(4, at: 6), "x.npy, byte 6: the major version of the format must be 1, 2 or 3, got 4"),
    (
      whole.with(0xff, at: 9),
      "x.npy, byte 10: the header must be 65340 bytes long, got 84 bytes before the end of the "
        + "file; the file is cut short"
    ),
    (
      whole.cut(to: whole.bytes.count - 1),
      "x.npy, byte 70: the array of shape (2, 3) must be 24 bytes long, got 23 bytes before the end of the "
        + "file; the file is cut short"
    ),
    (
      numPyFile(header, numbers + [0]),
      "x.npy, byte 94: the end of the array of shape (2, 3) must be the end of the file, got 1 byte more"
    ),
    (
      changed("(2, 3)", to: "(9223372036854775807, 9223372036854775807)"),
      "x.npy, byte 106: the array of shape (9223372036854775807, 9223372036854775807) must be within the file, got "
        + "more than 2^63 bytes where 24 bytes are left; the header is damaged"
    ),
    (
      changed("(2, 3)", to: "(4611686018427387904, 4)"),
      "x.npy, byte 88: the array of shape (4611686018427387904, 4) must be within the file, got more than 2^63 "
        + "bytes where 24 bytes are left; the header is damaged"
    ),
    (
      changed("(2, 3)", to: "(99999999999999999999, 1)"),
      "x.npy, byte 61: a size in the shape must be a whole number below 2^63, got '99999999999999999999, 1), }\\u{a}'"
    ),
    (
      changed("(2, 3)", to: "(-2, 3)"),
      "x.npy, byte 61: a size in the shape must be a whole number below 2^63, got '-2, 3), }\\u{a}'"
    ),
    (
      changed("(2, 3)", to: "(0, 3)"),
      "x.npy, byte 70: the shape must be one or more sizes of at least 1, the number of examples first, got (0, 3)"
    ),
    (
      changed("(2, 3)", to: "()"),
      "x.npy, byte 66: the shape must be one or more sizes of at least 1, the number of examples first, got ()"
    ),
    (changed("<f4", to: "<c8"), types + "'<c8'"),
    (changed("<f4", to: "=f4"), types + "'=f4'"),
    (
      changed("'<f4'", to: "[('a', '<f4')]"),
      "x.npy, byte 20: the header must be a dictionary with a bool, an integer of 1, 2, 4 or 8 bytes or a float of 4 "
        + "or 8, such as '<f4' here, got '[('a', '<f4')], 'fortran_order': False, …'"
    ),
    (
      changed("False", to: "0"),
      "x.npy, byte 44: fortran_order must be True or False, got '0, 'shape': (2, 3), }\\u{a}'"
    ),
    (changed("'shape': (2, 3), ", to: ""), keys + "'{'descr': '<f4', 'fortran_order': False,…'"),
    (
      changed("descr", to: "dtype"),
      "x.npy, byte 11: a key must be descr, fortran_order or shape, got 'dtype'"
    ),
    (
      changed("}", to: "} 1"),
      "x.npy, byte 70: the header must be at its end after the dictionary, got '1\\u{a}'"
    ),
    (
      changed("}", to: ""),
      "x.npy, byte 69: the header must be a dictionary with a key in quotes here, got the end of "
        + "the header"
    ),
    (numPyFile("", []), "x.npy, byte 10: the header must be a dictionary with '{' here, got the end of the header"),
    (
      whole.with(littleEndian([Float.nan.bitPattern]), at: 70 + 4 * 4),
      "x.npy, byte 86: a feature must be a finite number in single precision, got nan"
    ),
    (
      numPyFile("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", littleEndian([0, 1e39.bitPattern])),
      "x.npy, byte 73: a feature must be a finite number in single precision, got inf"
    ),
  ]

  @Test("refuse more axes than NumPy makes") func manyAxes() {
    let sizes = String(repeating: "1, ", count: 65)
    let array = numPyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (\(sizes))}", [1])
    #expect(
      message { try .numpy(features: array, labels: Self.labels) }
        == "x.npy, byte 10: the shape must be of at most 64 axes, the most that NumPy makes, got 65")
  }

  @Test("say what is wrong and at which byte", arguments: defects)
  func refusals(defect: (file: DatasetFile, message: String)) {
    #expect(message { try .numpy(features: defect.file, labels: Self.labels) } == defect.message)
  }

  static let labelDefects: [(header: String, data: [UInt8], message: String)] = [
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3,)}", [0, 1, 0],
      "x.npy: the labels must be one for each of the 2 examples in x.npy, got 3"
    ),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2)}", [0, 1],
      "x.npy, byte 67: the shape of the labels must be one number for each example, got (1, 2)"
    ),
    (
      "{'descr': '|i1', 'fortran_order': False, 'shape': (2,)}", [0, 0xff],
      "x.npy, byte 66: a label must be a whole number from 0 to 65535, got -1"
    ),
    (
      "{'descr': '<u4', 'fortran_order': False, 'shape': (2,)}", littleEndian([0, 65_536] as [UInt32]),
      "x.npy, byte 69: a label must be a whole number from 0 to 65535, got 65536"
    ),
    (
      "{'descr': '<u8', 'fortran_order': False, 'shape': (2,)}", littleEndian([.max, 1] as [UInt64]),
      "x.npy, byte 65: a label must be a whole number from 0 to 65535, got 1.8446744073709552e+19"
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", littleEndian([0, 0.5.bitPattern]),
      "x.npy, byte 73: a label must be a whole number from 0 to 65535, got 0.5"
    ),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", [0, 0],
      "x.npy: the labels must be of at least two classes, got only 0"
    ),
  ]

  @Test("say what is wrong with the labels", arguments: labelDefects)
  func labelRefusals(defect: (header: String, data: [UInt8], message: String)) {
    let labels = numPyFile(defect.header, defect.data)
    #expect(message { try .numpy(features: Self.whole, labels: labels) } == defect.message)
  }

  @Test("cut short anywhere or with any byte changed never crash") func damage() throws {
    let whole = try vector("numpy-f4-version2.npy")
    let labels = try vector("numpy-labels.npy")
    for count in 0..<whole.bytes.count {
      #expect(throws: DatasetError.self) { try Dataset.numpy(features: whole.cut(to: count), labels: labels) }
      for byte in [0, 0x28, 0x39, 0x7f, 0x80, 0xff] as [UInt8] {
        let changed = message { try .numpy(features: whole.with(byte, at: count), labels: labels) }
        #expect(!changed.hasPrefix("not a DatasetError"))
      }
    }
  }
}
