import Foundation
import NumericalCore
import Testing

/// Kolmogorov's test on a fine grid of exact values of Φ, moments to order 8, and frequencies of tails.
///
/// The empirical distribution function is exact at the edges of the grid, so that the largest difference there never
/// exceeds Kolmogorov's; it is held to 3.3 / √n, which a normal sample exceeds with probability 7e-10.
///
/// - Parameters:
///   - draws: Drawn in chunks of 10⁶.
///   - spacing: Of a lattice that the draws are on, whose points have the probability of the interval around them; 0 for
///     none.
func expectNormalLaw(
  draws: Int, spacing: Double = 0, fill: (_ chunk: Int, UnsafeMutableBufferPointer<Float>) -> Void
) throws {
  let resolution = 4096.0
  var cells = [Int](repeating: 0, count: Int(20 * resolution))
  var powers = [Double](repeating: 0, count: 8)
  var chunk = [Float](repeating: 0, count: 1_000_000)
  for index in 0..<draws / chunk.count {
    for element in chunk.indices { chunk[element] = 0 }
    chunk.withUnsafeMutableBufferPointer { fill(index, $0) }
    var (p1, p2, p3, p4, p5, p6, p7, p8) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for value in chunk {
      let x = Double(value)
      // Rounded up: a draw on an edge counts as below it.
      cells[max(0, min(cells.count - 1, Int(((x + 10) * resolution).rounded(.up)) - 1))] += 1
      let (x2, x4) = (x * x, x * x * x * x)
      p1 += x
      p2 += x2
      p3 += x2 * x
      p4 += x4
      p5 += x4 * x
      p6 += x4 * x2
      p7 += x4 * x2 * x
      p8 += x4 * x4
    }
    for (order, sum) in [p1, p2, p3, p4, p5, p6, p7, p8].enumerated() { powers[order] += sum }
  }
  let count = Double(draws)
  // Edges that are middles between two points of the lattice, where its distribution function is Φ.
  let step = spacing == 0 ? 1 : Int(spacing * resolution)
  var (below, largest) = (0, 0.0)
  for (index, cell) in cells.enumerated() {
    below += cell
    guard (index + 1) % step == step / 2 else { continue }
    let edge = Double(index + 1) / resolution - 10
    largest = max(largest, abs(Double(below) / count - (try GSL.normalLowerTail(edge))))
  }
  #expect(largest < 3.3 / count.squareRoot(), "Kolmogorov's statistic \(largest * count.squareRoot())")
  let moments = [1.0, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10_395, 0, 135_135, 0, 2_027_025]
  for order in 1...8 {
    // What rounding to the lattice adds to E[x^2k], to first order: k (2k − 1) E[x^(2k − 2)] spacing² / 12.
    let added = order % 2 == 0 ? Double(order * (order - 1)) / 2 * moments[order - 2] * spacing * spacing / 12 : 0
    let deviation = (moments[2 * order] - moments[order] * moments[order]).squareRoot() / count.squareRoot()
    #expect(abs(powers[order - 1] / count - moments[order] - added) < 6 * deviation, "moment \(order)")
  }
  for tail in [1.0, 2, 3, 4, 5, 6] {
    let edge = Int((tail + spacing / 2) * resolution)
    let middle = cells.count / 2
    let expected = try count * GSL.normalUpperTail(tail + spacing / 2)
    for observed in [cells[(middle + edge)...].reduce(0, +), cells[..<(middle - edge)].reduce(0, +)] {
      #expect(abs(Double(observed) - expected) < 6 * expected.squareRoot() + 6, "beyond \(tail)")
    }
  }
}

/// Moments to order 8 and tail frequencies within six standard deviations.
func expectStandardNormal(_ values: [Double]) throws {
  let count = Double(values.count)
  // E[x^2k] = (2k − 1)!!, and the variance of x^k is E[x^2k] − E[x^k]².
  let moments = [1.0, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10_395, 0, 135_135, 0, 2_027_025]
  for order in 1...8 {
    let observed = values.reduce(0) { $0 + pow($1, Double(order)) } / count
    let deviation = (moments[2 * order] - moments[order] * moments[order]).squareRoot() / count.squareRoot()
    #expect(abs(observed - moments[order]) < 6 * deviation, "moment \(order)")
  }
  for threshold in [0.5, 1, 2, 3, 4] {
    for sign in [1.0, -1] {
      let expected = try count * GSL.normalUpperTail(threshold)
      let observed = Double(values.count { sign * $0 > threshold })
      #expect(abs(observed - expected) < 6 * expected.squareRoot(), "beyond \(sign * threshold)")
    }
  }
}
