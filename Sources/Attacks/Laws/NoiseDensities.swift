internal import Foundation
internal import PrivacyModel

/// The Laplace law of scale 1.
enum UnitLaplace {
  static func logDensity(_ x: Double) -> Double { -abs(x) - log(2) }

  /// log P[noise < x].
  static func logBelow(_ x: Double) -> Double { x < 0 ? x - log(2) : log1p(-exp(-x) / 2) }

  /// log P[noise ≥ x].
  static func logAbove(_ x: Double) -> Double { logBelow(-x) }
}

extension MaxNoise {
  /// At scale 1.
  func logDensity(_ x: Double) -> Double {
    switch self {
    case .laplace: UnitLaplace.logDensity(x)
    case .exponential: x < 0 ? -.infinity : -x
    }
  }

  /// log P[noise < x] at scale 1.
  func logBelow(_ x: Double) -> Double {
    switch self {
    case .laplace: UnitLaplace.logBelow(x)
    case .exponential: x <= 0 ? -.infinity : log(-expm1(-x))
    }
  }
}
