internal import Foundation

extension RandomStream {
  /// A number of the gamma law with this shape and scale 1.
  ///
  /// - Parameter shape: At least 1.
  /// - Reference: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000,
  ///   doi:10.1145/358407.358414.
  package mutating func nextGamma(shape: Double) -> Double {
    precondition(shape >= 1 && shape.isFinite, "the shape must be a finite number of at least 1, got \(shape)")
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = nextNormal()
      let root = 1 + c * normal
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(nextUniform()) < normal * normal / 2 + d - d * cube + d * log(cube) { return d * cube }
    }
  }

  /// A number of the beta law: of the order statistic `alpha` of `alpha` + `beta` − 1 uniform numbers.
  ///
  /// - Parameters:
  ///   - alpha: At least 1.
  ///   - beta: At least 1.
  package mutating func nextBeta(alpha: Double, beta: Double) -> Double {
    let first = nextGamma(shape: alpha)
    return first / (first + nextGamma(shape: beta))
  }
}
