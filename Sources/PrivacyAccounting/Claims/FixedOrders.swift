extension RenyiCurve {
  /// The orders that Opacus and TensorFlow Privacy try by default: 1.1 to 10.9 in tenths, and 12 to 63.
  private static let usualOrders = (1...99).map { 1 + Double($0) / 10 } + (12...63).map(Double.init)

  /// The smallest ε at those orders alone by Proposition 12 of arXiv:2004.00010v4, or by the older Proposition 3 of
  /// arXiv:1702.07476v3; never below 0.
  func epsilonAtUsualOrders(delta: Double, byOlderConversion isOlder: Bool) -> Double {
    let convert = isOlder ? epsilonByProposition3 : epsilonByProposition12
    let epsilons = Self.usualOrders.map { order in convert(order - 1, value(order: order), delta) }
    return max(0, epsilons.min() ?? .infinity)
  }
}
