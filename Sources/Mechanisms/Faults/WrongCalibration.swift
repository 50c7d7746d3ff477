internal import Foundation
package import PrivacyModel

extension LaplaceQuery {
  /// A known bug: scale Δ/ε with Δ a bound on the ℓ2 norm of what a record adds, where the ℓ1 norm counts. With k answers
  /// it keeps √k times the claimed ε.
  package init(epsilon: Double, l2Sensitivity: Double, answers: Int) {
    self.init(epsilon: epsilon, sensitivity: l2Sensitivity, answers: answers)
  }
}

extension GaussianQuery {
  /// A known bug where ε is large: σ = Δ √(2 ln(1.25/δ)) / ε, which is proven for ε < 1 alone (Theorem A.1 of Dwork and
  /// Roth, "The Algorithmic Foundations of Differential Privacy", 2014).
  ///
  /// It happens to suffice somewhat further, and falls short of the least noise from an ε on that depends on δ: about 8.4
  /// at δ = 1e-5. That it must fail somewhere: section 2.3 of Balle and Wang, arXiv:1805.06530v2.
  package init(classicalEpsilon epsilon: Double, delta: Double, sensitivity: Double) {
    self.init(standardDeviation: sensitivity * (2 * log(1.25 / delta)).squareRoot() / epsilon)
  }
}

extension NoisyMax {
  /// A known bug: the noise that is enough for answers that a record moves all the same way, on answers that it moves
  /// either way. Twice the claimed ε is what it keeps.
  package init(noise: MaxNoise, epsilonForCounts epsilon: Double, sensitivity: Double) {
    self.init(noise: noise, scale: sensitivity / epsilon)
  }
}
