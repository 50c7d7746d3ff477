internal import NumericalCore

extension RandomStream {
  /// A uniform number in 0 ..< `bound`, without bias.
  ///
  /// - Reference: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019,
  ///   doi:10.1145/3230636.
  mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound > 0, "an index is drawn below at least 1, got \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }
}
