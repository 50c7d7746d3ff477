package import PrivacyModel

/// A hockey-stick curve as comma-separated values that read back as the same doubles; nothing where there is no bound.
package func curveCSV(_ points: [PrivacyCurvePoint]) -> String {
  "epsilon,lower_delta,upper_delta\n"
    + points.map { "\($0.epsilon),\($0.lowerDelta.map { "\($0)" } ?? ""),\($0.upperDelta)\n" }.joined()
}
