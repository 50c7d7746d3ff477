import Foundation
import NumericalCore
import Testing

@Suite("Products of scattered rows") struct RowProductTests {
  /// Numbers that are not round, from one stream.
  private static func numbers(_ count: Int, seed: UInt64) -> FloatBuffer {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    let buffer = FloatBuffer(count: count)
    for index in 0..<count { buffer.base[index] = Float(2 * stream.nextUniform() - 1) }
    return buffer
  }

  struct Shape: CustomStringConvertible, Sendable {
    let (rows, pieces, length, stride, columns): (Int, Int, Int, Int, Int)
    var description: String { "\(rows) rows of \(pieces) × \(length) by \(columns) columns" }
    init(_ rows: Int, _ pieces: Int, _ length: Int, _ stride: Int, _ columns: Int) {
      (self.rows, self.pieces, self.length, self.stride, self.columns) = (rows, pieces, length, stride, columns)
    }
    var width: Int { pieces * length }
  }

  static let shapes = [
    Shape(1, 1, 1, 0, 1), Shape(3, 1, 5, 0, 2), Shape(13, 1, 33, 0, 10), Shape(50, 1, 48, 0, 16),
    Shape(25, 3, 9, 21, 17), Shape(30, 3, 12, 40, 32), Shape(7, 2, 8, 19, 50), Shape(19, 1, 20, 0, 64),
    Shape(12, 4, 6, 8, 100), Shape(5, 1, 100, 0, 129), Shape(600, 1, 20, 0, 48),
    // Fewer columns than a register has lanes, alone or at the end, where rows are long.
    Shape(25, 1, 64, 0, 1), Shape(26, 1, 100, 0, 3), Shape(20, 1, 65, 0, 5), Shape(9, 2, 70, 90, 7),
    Shape(50, 1, 784, 0, 10), Shape(3, 1, 2100, 0, 12), Shape(1, 1, 95, 0, 36), Shape(600, 1, 66, 0, 9),
  ]

  /// A row as plain numbers, from where its pointer says.
  private static func row(_ index: Int, _ shape: Shape, _ pointers: [UnsafePointer<Float>?]) -> [Double] {
    (0..<shape.pieces).flatMap { piece in
      (0..<shape.length).map { Double(pointers[index]?[piece * shape.stride + $0] ?? .nan) }
    }
  }

  @Test("are those of the definition", arguments: shapes, InstructionSet.allCases)
  func matchDefinition(shape: Shape, instructionSet: InstructionSet) {
    // Rows overlap, as patches of an image do, and come in no order.
    let store = Self.numbers(7 * shape.rows + shape.pieces * max(shape.stride, shape.length), seed: 1)
    let pointers: [UnsafePointer<Float>?] = (0..<shape.rows).map {
      UnsafePointer(store.base) + (5 * $0) % shape.rows * 7
    }
    let (matrix, start) = (Self.numbers(shape.width * shape.columns, seed: 2), Self.numbers(shape.columns, seed: 3))
    let out = FloatBuffer(count: shape.rows * shape.columns)
    let sum = Self.numbers(shape.width * shape.columns, seed: 4)
    let before = sum.array
    let beyond = out.base[out.count]
    pointers.withUnsafeBufferPointer { base in
      guard let base = base.baseAddress else { return }
      let rows = ScatteredRows(
        base, count: shape.rows, pieces: shape.pieces, length: shape.length, stride: shape.stride)
      multiply(
        rows, matrix.base, columns: shape.columns, startingFrom: start.base, into: out.base,
        instructionSet: instructionSet)
      multiplyTransposed(
        rows, by: out.base, columns: shape.columns, into: sum.base, keeping: 0.5, instructionSet: instructionSet)
    }
    #expect(out.base[out.count] == beyond && sum.base[sum.count] == 0)
    let rows = (0..<shape.rows).map { Self.row($0, shape, pointers) }
    for index in 0..<shape.rows {
      for column in 0..<shape.columns {
        let expected = (0..<shape.width).reduce(Double(start.base[column])) {
          $0 + rows[index][$1] * Double(matrix.base[$1 * shape.columns + column])
        }
        #expect(abs(Double(out.base[index * shape.columns + column]) - expected) < 1e-4)
      }
    }
    for k in 0..<shape.width {
      for column in 0..<shape.columns {
        let expected = (0..<shape.rows).reduce(0.5 * Double(before[k * shape.columns + column])) {
          $0 + rows[$1][k] * Double(out.base[$1 * shape.columns + column])
        }
        #expect(abs(Double(sum.base[k * shape.columns + column]) - expected) < 1e-3)
      }
    }
  }

  @Test(
    "go by the kernel family of OpenBLAS, so that one name tells all last bits",
    arguments: [
      ("Haswell", InstructionSet.avx2), ("Zen", .avx2), ("SkylakeX", .avx512), ("Cooperlake", .avx512),
      ("Prescott", .baseline), ("Nehalem", .baseline),
    ])
  func kernelFamilies(family: String, expected: InstructionSet) {
    #expect(InstructionSet.implied(byKernelFamily: family) == expected)
    #expect(InstructionSet.ofProducts.rawValue <= InstructionSet.best.rawValue)
  }

  @Test("with keep 0 do not look at what was there")
  func keepZero() {
    let (store, gradients) = (Self.numbers(20, seed: 1), Self.numbers(6, seed: 2))
    let out = FloatBuffer(count: 30)
    out.mutable.update(repeating: .nan)
    let pointers: [UnsafePointer<Float>?] = [UnsafePointer(store.base), UnsafePointer(store.base) + 10]
    pointers.withUnsafeBufferPointer { base in
      guard let base = base.baseAddress else { return }
      multiplyTransposed(
        ScatteredRows(base, count: 2, length: 10), by: gradients.base, columns: 3, into: out.base, keeping: 0)
    }
    let areFinite = out.array.allSatisfy { $0.isFinite }
    #expect(areFinite)
  }
}
