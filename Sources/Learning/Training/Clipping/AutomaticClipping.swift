package import PrivacyModel

/// C ÷ (norm + γ): every gradient is brought to nearly the length C, short ones too.
///
/// What matters is then the product of C and the learning rate, which leaves one number less to choose. γ keeps the
/// gradients that vanish from being blown up.
///
/// - Reference: Bu et al., "Automatic Clipping: Differentially Private Deep Learning Made Easier and Stronger",
///   arXiv:2206.07136, where C is the R of the rule AUTO-S.
package struct AutomaticClipping: ClippingRule {
  package let clipNorm: Float
  /// γ.
  package let stabiliser: Float

  /// - Parameters:
  ///   - clipNorm: Positive.
  ///   - stabiliser: Positive; 0.01 in the paper.
  package init(clipNorm: Float, stabiliser: Float = 0.01) {
    precondition(clipNorm > 0 && clipNorm.isFinite, "a clip norm is positive and finite, got \(clipNorm)")
    precondition(stabiliser > 0 && stabiliser.isFinite, "a stabiliser is positive and finite, got \(stabiliser)")
    (self.clipNorm, self.stabiliser) = (clipNorm, stabiliser)
  }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    WholeGradientClipping(sensitivity: clipNorm) { [clipNorm, stabiliser] squaredNorm in
      clipNorm / (squaredNorm.squareRoot() + stabiliser)
    }
  }
}
