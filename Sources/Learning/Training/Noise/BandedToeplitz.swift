internal import Foundation
internal import PrivacyModel

/// A lower triangular Toeplitz matrix with few diagonals, given by its first column.
package struct BandedToeplitz: Hashable, Sendable {
  /// c₀ = 1, c₁, …: the entries of the first column that are not 0 throughout.
  package let coefficients: [Double]

  /// - Parameter coefficients: Finite, the first of them 1.
  package init(coefficients: [Double]) {
    precondition(coefficients.first == 1, "the first coefficient is 1, got \(coefficients)")
    precondition(coefficients.allSatisfy(\.isFinite), "coefficients are finite, got \(coefficients)")
    self.coefficients = coefficients
  }

  /// The first `bands` diagonals of the square root of the matrix of prefix sums: the coefficients of (1 − x)^(−1/2),
  /// c_k = c_(k−1) (2k − 1) ÷ 2k.
  ///
  /// - Reference: Kalinin and Lampert, "Banded Square Root Matrix Factorization for Differentially Private Model
  ///   Training", arXiv:2405.13763.
  package init(squareRootBands bands: Int) {
    precondition(bands >= 1, "a matrix has at least one band, got \(bands)")
    var coefficients = [1.0]
    for k in stride(from: 1, to: bands, by: 1) {
      coefficients.append(coefficients[k - 1] * Double(2 * k - 1) / Double(2 * k))
    }
    self.init(coefficients: coefficients)
  }

  /// b, the number of diagonals.
  package var bands: Int { coefficients.count }

  /// The largest ℓ2 norm of a column of the matrix with so many rows.
  package func columnNorm(steps: Int) -> Double {
    precondition(steps >= 1, "a training has at least one step, got \(steps)")
    return coefficients.prefix(steps).reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// How far the contributions of one record, of norm 1 in each step it takes part in, move Cx at most.
  ///
  /// With b ≤ `separation` the columns of those steps share no rows, and the squares of their norms add up: the most come
  /// from the earliest steps, 0, separation, 2 · separation and so on, whose columns are cut off last. With more bands the
  /// same steps are the worst if the coefficients are not negative and do not increase, and then the contributions are
  /// worst when they all point the same way.
  ///
  /// - Parameters:
  ///   - steps: Rows of C, at least 1.
  ///   - separation: The least distance between two steps in which a record takes part, at least 1.
  ///   - participations: The most steps in which a record takes part, at least 1.
  /// - Throws: `InvalidValue` for a value out of range, or for more bands than `separation` whose coefficients are not of
  ///   that kind.
  /// - Reference: arXiv:2405.13763, the theorem on the sensitivity under b-min-separated participation.
  package func sensitivity(steps: Int, separation: Int, participations: Int) throws -> Double {
    let steps = try checked(steps, "steps", in: EventRange.count)
    let separation = try checked(separation, "separation", in: EventRange.count)
    let participations = try checked(participations, "participations", in: EventRange.count)
    let times = min(participations, (steps - 1) / separation + 1)
    guard bands > separation else {
      // Of those steps only the last may have a column that is cut off.
      let lastRows = steps - (times - 1) * separation
      let whole = coefficients.reduce(0) { $0 + $1 * $1 }
      let last = coefficients.prefix(lastRows).reduce(0) { $0 + $1 * $1 }
      return (Double(times - 1) * whole + last).squareRoot()
    }
    guard zip(coefficients, coefficients.dropFirst()).allSatisfy({ $0 >= $1 }),
      coefficients.last.map({ $0 >= 0 }) ?? true
    else {
      throw InvalidValue(
        key: "separation", allowed: "at least the \(bands) bands, unless the coefficients descend to 0 without a sign",
        got: "\(separation)")
    }
    return sumOfColumns(steps: steps, separation: separation, times: times)
  }

  /// The norm of the sum of `times` columns, the first and every one `separation` later.
  private func sumOfColumns(steps: Int, separation: Int, times: Int) -> Double {
    let lastRow = min(steps, (times - 1) * separation + bands) - 1
    var squared = 0.0
    for row in 0...lastRow {
      let latest = min(times - 1, row / separation)
      var (entry, turn) = (0.0, latest)
      while turn >= 0, row - turn * separation < bands {
        entry += coefficients[row - turn * separation]
        turn -= 1
      }
      squared += entry * entry
    }
    return squared.squareRoot()
  }
}
