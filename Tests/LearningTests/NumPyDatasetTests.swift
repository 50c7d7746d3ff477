import Learning
import NumericalCore
import Testing

@Suite("NumPy datasets") struct NumPyDatasetTests {
  /// What `Generators/numpy-files.py` puts at (example, row, column), flattened.
  static func expected(_ value: (Int, Int, Int) -> Float) -> [Float] {
    (0..<3).flatMap { i in (0..<2).flatMap { r in (0..<2).map { c in value(i, r, c) } } }
  }

  @Test(
    "made by NumPy have the values that it wrote",
    arguments: [
      "u1", "i1", "u2", "u4", "u8", "i2", "i4", "i8", "f4", "f8", "b1", "f4-fortran", "f4-big-endian", "f4-version2",
      "f4-version3",
    ])
  func matchesNumPy(name: String) throws {
    let dataset = try Dataset.numpy(features: vector("numpy-\(name).npy"), labels: vector("numpy-labels.npy"))
    let elements =
      switch name {
      case "u1", "i1": Self.expected { Float(20 * $0 + 10 * $1 + $2) }
      case "u2", "u4", "u8": Self.expected { Float(100 * $0 + 10 * $1 + $2) }
      case "i2", "i4", "i8": Self.expected { Float(100 * $0 + 10 * $1 + $2 - 50) }
      case "b1": Self.expected { Float(($0 + $1 + $2) % 2) }
      default: Self.expected { Float(100 * $0 + 10 * $1 + $2 - 50) / 2 }
      }
    #expect(dataset.features == Matrix(rows: 3, columns: 4, elements: elements))
    #expect(dataset.labels == [2, 0, 1])
    #expect(dataset.classes == 3)
  }

  static let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"
  static let numbers = littleEndian(([1, 2, 3, 4, 5, 6] as [Float]).map(\.bitPattern))
  static let labels = numPyFile("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", [0, 1], named: "y.npy")

  @Test(
    "may have their keys in any order and quotes",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
      "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f4\"}",
      "  { 'shape' : ( 2L , 3L , ) , 'descr' : '<f4' , 'fortran_order' : False }  \n",
    ])
  func headers(header: String) throws {
    let dataset = try Dataset.numpy(features: numPyFile(header, Self.numbers), labels: Self.labels)
    #expect(dataset.features == Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6]))
  }

  @Test("in Fortran order are put in order, whatever the number of axes") func fortranOrder() throws {
    // Element (i, j, k, l) of shape (2, 2, 3, 2) is i + 2 (j + 2 (k + 3 l)) when the first axis is fastest.
    let header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 3, 2)}"
    let dataset = try Dataset.numpy(features: numPyFile(header, Array(0..<24)), labels: Self.labels)
    var expected: [Float] = []
    for i in 0..<2 {
      for j in 0..<2 {
        for k in 0..<3 {
          for l in 0..<2 { expected.append(Float(i + 2 * (j + 2 * (k + 3 * l)))) }
        }
      }
    }
    #expect(dataset.features == Matrix(rows: 2, columns: 12, elements: expected))
  }

  @Test("of one axis are one feature, and labels may be a column") func shapes() throws {
    let column = numPyFile(
      "{'descr': '<i2', 'fortran_order': True, 'shape': (3, 1)}", littleEndian([0, 1, 0] as [Int16]))
    let line = numPyFile(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}",
      littleEndian(([0.5, -1, 2] as [Double]).map(\.bitPattern)))
    let dataset = try Dataset.numpy(features: line, labels: column)
    #expect(dataset.features == Matrix(rows: 3, columns: 1, elements: [0.5, -1, 2]))
    #expect(dataset.labels == [0, 1, 0])
  }
}
