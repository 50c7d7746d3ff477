internal import PrivacyAccounting
internal import PrivacyModel

/// What an accountant is asked of a setting, from the event to the answer; nothing is kept from one time to the next
/// but plans of Fourier transforms.
enum Query: String, CaseIterable {
  /// The Rényi bound on ε over continuous orders.
  case renyi
  /// ε by contour integral.
  case contour
  /// The proven interval of ε to a relative width of 1e-3; its upper end.
  case interval
  /// The same to 1e-4.
  case narrowInterval = "narrow-interval"
  /// The least noise whose proven ε is at most the target.
  case certifiedCalibration = "certified-calibration"
  /// The least noise whose ε by contour integral is at most the target.
  case contourCalibration = "contour-calibration"

  func answer(_ setting: Setting) throws -> Double {
    switch self {
    case .renyi:
      return try accountByRenyi(
        setting.event(noiseMultiplier: setting.noiseMultiplier), delta: setting.delta, adjacency: .addOrRemove
      ).epsilon
    case .contour:
      return try accountByContour(
        setting.event(noiseMultiplier: setting.noiseMultiplier), delta: setting.delta, adjacency: .addOrRemove
      ).get().value
    case .interval: return try upperEnd(setting, relativeWidth: 1e-3)
    case .narrowInterval: return try upperEnd(setting, relativeWidth: 1e-4)
    case .certifiedCalibration: return try calibrated(setting, by: .lossDistribution)
    case .contourCalibration: return try calibrated(setting, by: .contour)
    }
  }

  private func upperEnd(_ setting: Setting, relativeWidth: Double) throws -> Double {
    try account(
      setting.event(noiseMultiplier: setting.noiseMultiplier), delta: setting.delta, adjacency: .addOrRemove,
      relativeWidth: relativeWidth
    ).epsilon
  }

  private func calibrated(_ setting: Setting, by method: AccountingMethod) throws -> Double {
    let target = try CalibrationTarget(
      epsilon: setting.targetEpsilon, delta: setting.delta, adjacency: .addOrRemove, method: method)
    return try calibrate(.noiseMultiplier, to: target) { try setting.event(noiseMultiplier: $0) }.value
  }
}
