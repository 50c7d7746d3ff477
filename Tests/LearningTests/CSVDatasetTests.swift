import Learning
import NumericalCore
import Testing

@Suite("CSV datasets") struct CSVDatasetTests {
  static let expected = """
    a,label,b
    1,0,-2.5
    3e2,2,.25

    """

  @Test(
    "read the same whatever the line ends, quotes and blanks",
    arguments: [
      expected, String(expected.dropLast()), expected.replacing("\n", with: "\r\n"), expected + "\n \n\r\n",
      "\u{feff}" + expected, "\"a\", \"label\" ,b\n\"1\",\"0\", \"-2.5\" \n +300. ,2.0,\t2.5E-01\r",
      "a,label,b\n1.000000000000000000e+00,0e0,-2500e-3\n0.000300000000000000000000000e6,2,000.25000000000000000000000",
    ])
  func equivalents(text: String) throws {
    let dataset = try Dataset.csv(file(text), labelColumn: "label")
    #expect(dataset.features == Matrix(rows: 2, columns: 2, elements: [1, -2.5, 300, 0.25]))
    #expect(dataset.labels == [0, 2])
    #expect(dataset.classes == 3)
  }

  @Test("take commas in quoted names for part of the name") func quotedNames() throws {
    let dataset = try Dataset.csv(file("\"x, y\",\"the label\"\n7,0\n8,1\n"), labelColumn: "the label")
    #expect(dataset.features.elements == [7, 8])
  }

  /// Every way that numbers are commonly printed, for random bit patterns; the reference is the standard library's
  /// correctly rounded conversion.
  @Test("read every number to the nearest Float") func numbers() throws {
    var stream = RandomStream(seed: 20_261_121, trial: 0, purpose: .data)
    var texts: [String] = []
    while texts.count < 30_000 {
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
      let digits = (0..<Int.random(in: 1...30, using: &stream)).map { _ in "\(Int.random(in: 0...9, using: &stream))" }
      let point = Int.random(in: 0...digits.count, using: &stream)
      let plain = digits[..<point].joined() + "." + digits[point...].joined()
      guard single.isFinite else { continue }
      texts += ["\(single)", "\(Double(single) * 1.000_000_01)", "\(stream.nextNormal())", plain, "-\(plain)e-17"]
    }
    let finite = texts.filter { Float($0)?.isFinite == true }
    #expect(finite.count > 29_000)
    let dataset = try Dataset.csv(
      file("x,y\n" + finite.enumerated().map { "\($1),\($0 % 2)\n" }.joined()), labelColumn: "y")
    let wrong = zip(finite, dataset.features.elements).filter { Float($0)?.bitPattern != $1.bitPattern }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  static let defects: [(text: String, message: String)] = [
    ("", "train.csv, line 1: the header must be the names of the columns, got an empty file"),
    ("\r\n1,2\n", "train.csv, line 1: the header must be the names of the columns, got a blank line"),
    ("a,label", "train.csv, line 2: the table must be at least one line of numbers, got only the header"),
    ("a,label\n\n", "train.csv, line 2: the table must be at least one line of numbers, got only the header"),
    (
      "a,b,c\n1,2,3\n",
      "train.csv, line 1: the label column 'label' must be named by exactly one column, got the columns 'a', 'b', 'c'"
    ),
    (
      (0..<12).map { "p\($0)" }.joined(separator: ","),
      "train.csv, line 1: the label column 'label' must be named by exactly one column, got the columns 'p0', 'p1', "
        + "'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9' and 2 more"
    ),
    (
      "a;label\n1;0\n",
      "train.csv, line 1: the label column 'label' must be named by exactly one column, got the columns 'a;label'; "
        + "separate the cells by commas"
    ),
    (
      "1,0.5,0\n1,2,3\n",
      "train.csv, line 1: the label column 'label' must be named by exactly one column, got the columns '1', '0.5', "
        + "'0'; the first line must name the columns"
    ),
    (
      "label,a,label\n1,2,3\n",
      "train.csv, line 1: the label column 'label' must be named by exactly one column, got 2 columns of that name"
    ),
    ("label\n1\n", "train.csv, line 1: the header must be the label column and at least one more, got only 'label'"),
    (
      "a,label\n1,0\n1,0,5\n",
      "train.csv, line 3: the line must be 2 numbers, one for each column of the header, got 3"
    ),
    ("a,label\n1\n", "train.csv, line 2: the line must be 2 numbers, one for each column of the header, got 1"),
    ("a,label\n1,0\n\n2,1\n", "train.csv, line 3: a line above the last must be 2 numbers, got a blank line"),
    ("a,label\nnone,0\n", "train.csv, line 2: column 'a' must be a finite number, got 'none'"),
    ("a,label\n1,0\n,0\n", "train.csv, line 3: column 'a' must be a finite number, got ''"),
    ("a,label\nNaN,0\n", "train.csv, line 2: column 'a' must be a finite number, got 'NaN'"),
    ("a,label\n-inf,0\n", "train.csv, line 2: column 'a' must be a finite number, got '-inf'"),
    ("a,label\n1e39,0\n", "train.csv, line 2: column 'a' must be a finite number, got '1e39'"),
    (
      "a,label\n1e999999999999999999999,0\n",
      "train.csv, line 2: column 'a' must be a finite number, got "
        + "'1e999999999999999999999'"
    ),
    ("a,label\n1e,0\n", "train.csv, line 2: column 'a' must be a finite number, got '1e'"),
    ("a,label\n.,0\n", "train.csv, line 2: column 'a' must be a finite number, got '.'"),
    ("a,label\n1 2,0\n", "train.csv, line 2: column 'a' must be a finite number, got '1 2'"),
    ("a,label\n\"1,0\n", "train.csv, line 2: the line must be 2 numbers, one for each column of the header, got 1"),
    ("a,label\n0x1F\u{1b}[31m,0\n", "train.csv, line 2: column 'a' must be a finite number, got '0x1F\\u{1b}[31m'"),
    (
      "a,label\n\(String(repeating: "z", count: 50)),0\n",
      "train.csv, line 2: column 'a' must be a finite number, got '\(String(repeating: "z", count: 40))…'"
    ),
    ("a,label\n1,0.5\n", "train.csv, line 2: column 'label' must be a whole number from 0 to 65535, got '0.5'"),
    ("a,label\n1,-1\n", "train.csv, line 2: column 'label' must be a whole number from 0 to 65535, got '-1'"),
    ("a,label\n1,65536\n", "train.csv, line 2: column 'label' must be a whole number from 0 to 65535, got '65536'"),
    ("a,label\n1,cat\n", "train.csv, line 2: column 'label' must be a whole number from 0 to 65535, got 'cat'"),
    ("a,label\n1,0\n2,0\n", "train.csv: the labels must be of at least two classes, got only 0"),
  ]

  @Test("say what is wrong and where", arguments: defects)
  func refusals(defect: (text: String, message: String)) {
    #expect(message { try .csv(file(defect.text), labelColumn: "label") } == defect.message)
  }

  @Test("say that a compressed file is compressed") func compressed() {
    let packed = DatasetFile(name: "train.csv.gz", bytes: [0x1f, 0x8b, 8, 0, 1])
    #expect(
      message { try .csv(packed, labelColumn: "label") }
        == "train.csv.gz, line 1: the label column 'label' must be named by exactly one column, got the columns "
        + "'\\u{1f}\u{fffd}\\u{8}\\u{0}\\u{1}'; the file is compressed: unpack it with gunzip")
  }

  @Test("never crash on any bytes") func noise() {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    let alphabet = Array("0123456789+-.eE,,,\n\n\r\"\t abl".utf8)
    var loaded = 0
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &stream)).map { _ in alphabet.randomElement(using: &stream) ?? 0 }
      if (try? Dataset.csv(DatasetFile(name: "", bytes: Array("a,l\n1,0\n2,1\n".utf8) + bytes), labelColumn: "l"))
        != nil
      {
        loaded += 1
      }
    }
    #expect((100..<19_900).contains(loaded), "\(loaded)")
  }
}
