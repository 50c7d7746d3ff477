/// Which lattices to try, from coarse to fine.
struct LatticeLadder {
  private let laws: [(law: LossLaw, count: Int)]
  private let plan: TiltPlan
  /// What spacings must divide, for laws that lie on a lattice.
  private let unit: Double?
  /// About where ε is.
  private var guess: Double
  private var tilt: TiltPlan.Tilt
  private var logMoments: [Double]
  private var window: Window
  private var spacing = 0.0
  private var attempts = 0
  /// Of the lattices of each law at this spacing and tilt.
  private var (openings, offsets): ([ClosedRange<Double>?], [Double]) = ([], [])

  /// - Parameter tolerance: How much the first lattice may add to ε, roughly.
  init(
    _ laws: [(law: LossLaw, count: Int)], plan: TiltPlan, tilt: TiltPlan.Tilt, guess: Double, tolerance: Double
  ) {
    (self.laws, self.plan, self.tilt, self.guess) = (laws, plan, tilt, guess)
    unit = laws.lazy.compactMap { $0.law.lattice?.spacing }.first
    logMoments = plan.logMoments(tilt.tilt)
    window = plan.window(tilt).widened(to: Window.all(of: laws))
    guard window.width.isFinite, tilt.logMoment.isFinite else { return }
    let finest = window.width / Double(LossDistribution.mostPoints / 64)
    spacing = fitted(min(window.width / 512, Self.widestSpacing))
    place()
    while spacing > finest,
      plan.latticeError(offsets: offsets, spacing: spacing, at: tilt) > tolerance / 4
    {
      spacing = fitted(spacing * 0.75)
      place()
    }
  }

  /// Exponentials of a few spacings must not overflow.
  private static let widestSpacing = 8.0

  private var points: Double { window.width / spacing }

  /// Whether losses can be told apart on the lattice, and doubles hold what is asked of them.
  var isUsable: Bool {
    let largest = max(abs(window.lower), abs(window.upper))
    return tilt.logMoment.isFinite && tilt.deviation.isFinite && window.width.isFinite
      && logMoments.allSatisfy(\.isFinite) && tilt.tilt * largest < 1e12
      && spacing <= Self.widestSpacing && spacing > 1e-12 * largest
      && points <= 1.01 * Double(LossDistribution.mostPoints)
      && laws.allSatisfy { spacing > 1e-15 * max(abs($0.law.range.lowerBound), abs($0.law.range.upperBound)) }
  }

  /// Chooses where the lattices lie.
  private mutating func place() {
    let width = min(spacing, 1)
    let places = zip(laws, plan.densest(width: width, at: tilt)).map {
      term, densest -> (opening: ClosedRange<Double>?, offset: Double) in
      if let lattice = term.law.lattice { return (nil, lattice.offset) }
      // What is left of an end would have to be rounded down.
      let all = term.law.range
      let lower = densest.lowerBound - all.lowerBound < 2 * width ? all.lowerBound : densest.lowerBound
      let upper = all.upperBound - densest.upperBound < 2 * width ? all.upperBound : densest.upperBound
      let opening = lower...max(lower, upper)
      let (mass, mean) = term.law.part(in: opening)
      return mass > 0 && mean.isFinite ? (opening, mean) : (nil, all.lowerBound)
    }
    (openings, offsets) = (places.map(\.opening), places.map(\.offset))
  }

  /// The largest spacing of at most `wanted` that divides the unit.
  private func fitted(_ wanted: Double) -> Double {
    guard let unit, unit > wanted else { return wanted }
    return unit / (unit / wanted).rounded(.up)
  }

  /// Makes the lattice finer, because the interval is `excess` times as wide as it should be, and moves it to where ε has
  /// turned out to be.
  ///
  /// - Returns: Whether it may be so fine.
  mutating func refine(excess: Double, towards epsilon: Double) -> Bool {
    attempts += 1
    let most = Double(LossDistribution.mostPoints)
    let isMoved = abs(epsilon - guess) > 0.1 * epsilon
    guard attempts < 12, points < 0.9 * most || isMoved else { return false }
    if isMoved {
      guess = epsilon
      tilt = plan.serving(epsilon: guess)
      logMoments = plan.logMoments(tilt.tilt)
      window = plan.window(tilt).widened(to: Window.all(of: laws))
    }
    let shrink = min(0.7, max(0.8 / excess.squareRoot(), 0.0625))
    spacing = fitted(max(spacing * shrink, window.width / most))
    place()
    return true
  }

  /// The composition on this lattice, from above or from below.
  func composed(isUpper: Bool) -> ComposedLattice {
    composed { law, index in
      let resolution = resolution(
        index, offset: offsets[index], opening: openings[index], spacing: spacing,
        cellError: spacing * spacing / 8192)
      return isUpper ? LatticeLaw(above: law, resolution) : LatticeLaw(below: law, resolution)
    }
  }

  /// The composition of interpolated laws on lattices whose spacings are halved again and again.
  ///
  /// - Returns: nil where the lattice would be too fine.
  func interpolated(halvings: Int) -> ComposedLattice? {
    let divided = spacing / Double(1 << halvings)
    guard window.width / divided <= Double(LossDistribution.mostPoints) else { return nil }
    return composed { law, index in
      LatticeLaw(
        interpolating: law, resolution(index, offset: offsets[index], opening: nil, spacing: divided, cellError: 0))
    }
  }

  private func resolution(
    _ index: Int, offset: Double, opening: ClosedRange<Double>?, spacing: Double, cellError: Double
  ) -> LatticeResolution {
    LatticeResolution(
      offset: offset, spacing: spacing, opening: opening, cellError: cellError, tilt: tilt.tilt,
      logMoment: logMoments[index])
  }

  private func composed(_ lattice: (LossLaw, Int) -> LatticeLaw) -> ComposedLattice {
    ComposedLattice(
      laws.indices.map { (law: lattice(laws[$0].law, $0), count: laws[$0].count) }, tilt: tilt.tilt, window: window)
  }
}
