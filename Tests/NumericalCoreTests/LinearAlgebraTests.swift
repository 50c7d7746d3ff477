import Foundation
import NumericalCore
import Testing

@Suite("Linear algebra") struct LinearAlgebraTests {
  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    return Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(stream.nextNormal()) })
  }

  @Test("the product of OpenBLAS is the definition's", arguments: [(1, 1, 1), (3, 5, 2), (64, 33, 10), (17, 256, 31)])
  func matchesNaive(rows: Int, inner: Int, columns: Int) {
    let (a, b) = (Self.random(rows, inner, seed: 1), Self.random(inner, columns, seed: 2))
    let (fast, slow) = (a.multiplied(by: b), a.multipliedNaively(by: b))
    for (x, y) in zip(fast.elements, slow.elements) {
      #expect(abs(x - y) < 1e-5 * Float(inner).squareRoot() * max(1, abs(y)))
    }
  }

  @Test("transposed operands and kept results enter the product as documented")
  func transposition() {
    let (a, b) = (Self.random(4, 3, seed: 3), Self.random(5, 3, seed: 4))
    // aᵀ is (3, 4) and bᵀ is (3, 5): a · bᵀ is (4, 5).
    var c = [Float](repeating: 1, count: 20)
    multiply(a.elements, b.elements, transposingB: true, into: &c, rows: 4, inner: 3, columns: 5, keeping: 2)
    for row in 0..<4 {
      for column in 0..<5 {
        let sum = (0..<3).reduce(Float(2)) { $0 + a[row, $1] * b[column, $1] }
        #expect(abs(c[row * 5 + column] - sum) < 1e-5)
      }
    }
    var d = [Float](repeating: .nan, count: 9)
    multiply(a.elements, transposingA: true, a.elements, into: &d, rows: 3, inner: 4, columns: 3)
    for row in 0..<3 {
      for column in 0..<3 {
        let sum = (0..<4).reduce(Float(0)) { $0 + a[$1, row] * a[$1, column] }
        #expect(abs(d[row * 3 + column] - sum) < 1e-5)
      }
    }
  }

  @Test("sums of squares and dot products agree with plain loops", arguments: [0, 1, 15, 16, 17, 650])
  func sums(count: Int) {
    let (a, b) = (Self.random(1, max(count, 1), seed: 5), Self.random(1, max(count, 1), seed: 6))
    let squares = a.elements.prefix(count).reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Double(sumOfSquares(a.elements, count: count)) - squares) <= 1e-5 * squares)
    let dot = (0..<count).reduce(0.0) { $0 + Double(a.elements[$1]) * Double(b.elements[$1]) }
    #expect(abs(dotProduct(a.elements, b.elements, count: count) - dot) < 1e-9)
  }

  @Test(
    "eigenvectors come by ascending eigenvalue, of length 1, their largest element positive", arguments: [1, 2, 7, 30])
  func eigenvectorsOfSymmetric(size: Int) {
    // H diag(0, 1, 2, …) H with the reflection H = 1 − 2 v vᵀ, whose rows are the eigenvectors.
    let weights = (0..<size).map { Double($0 + 1) }
    let norm = weights.reduce(0) { $0 + $1 * $1 }
    func reflection(_ row: Int, _ column: Int) -> Double {
      (row == column ? 1 : 0) - 2 * weights[row] * weights[column] / norm
    }
    let matrix = (0..<size * size).map { place in
      (0..<size).reduce(0.0) {
        $0 + Double($1) * reflection(place / size, $1) * reflection($1, place % size)
      }
    }
    let vectors = eigenvectors(ofSymmetric: matrix, size: size)
    for row in 0..<size {
      let expected = (0..<size).map { reflection(row, $0) }
      let sign = (expected.max { abs($0) < abs($1) } ?? 1) < 0 ? -1.0 : 1
      for column in 0..<size {
        #expect(abs(vectors[row * size + column] - sign * expected[column]) < 1e-9)
      }
    }
  }

  /// Debian's libgsl loads libgslcblas, whose products are ten times slower; what counts is which library serves us.
  @Test("products are OpenBLAS's, not those of libgslcblas, which has the same symbols")
  func linkage() throws {
    // nil means the first definition in the order of loading, which is what our calls are bound to.
    let bound = try #require(dlsym(nil, "cblas_sgemm"))
    let openBLAS = try #require(dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD))
    #expect(bound == dlsym(openBLAS, "cblas_sgemm"))
    #expect(!OpenBLAS.kernelFamily.isEmpty)
  }
}
