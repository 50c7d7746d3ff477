/// A count with geometric noise that is cut off at both ends, by a table of whole numbers.
///
/// With r = 2ᵏ/(2ᵏ + 1) and noise of probability ∝ r^|z|, what falls below 0 or above `largest` is put there. All
/// probabilities are multiples of 1/d with d = (2ᵏ⁺¹ + 1)(2ᵏ + 1)^(`largest` − 1). It is ln(1 + 2⁻ᵏ)-private.
///
/// - Reference: Algorithm 4.8 and Theorem 4.7 of Balcer and Vadhan, "Differential Privacy on Finite Computers",
///   arXiv:1709.05396.
package struct TruncatedGeometricRule: Hashable, Sendable {
  /// Counts are in 0 ... `largest`.
  package let largest: Int
  /// d.
  package let denominator: Int
  /// By count: d times the probability of at most 0, 1, … .
  package let cumulative: [[Int]]

  /// - Parameters:
  ///   - largest: At least 1.
  ///   - exponent: k, at least 0, so small that d is a 64-bit number.
  package init(largest: Int, exponent: Int) {
    precondition(largest >= 1 && exponent >= 0, "counts and exponents are not negative")
    func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { product, _ in product * base } }
    let (numerator, base) = (1 << exponent, 1 << exponent + 1)
    let denominator = (2 * numerator + 1) * power(base, largest - 1)
    cumulative = (0...largest).map { count in
      (0...largest).map { release in
        let distance = abs(release - count)
        if release == largest { return denominator }
        return release < count
          ? power(numerator, distance) * power(base, largest - distance)
          : denominator - power(numerator, distance + 1) * power(base, largest - 1 - distance)
      }
    }
    (self.largest, self.denominator) = (largest, denominator)
  }

  /// d times the probability of a release.
  package func weight(of release: Int, count: Int) -> Int {
    cumulative[count][release] - (release > 0 ? cumulative[count][release - 1] : 0)
  }
}
