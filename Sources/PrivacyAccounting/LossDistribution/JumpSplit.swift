internal import Foundation
internal import NumericalCore

/// The composition of many equal steps whose rare large losses, the jumps, are on another scale than all others, the bulk.
///
/// The law of one step is the sum of that of its bulk B and of its jumps J, and
/// ```
/// (B + J)^T = Σ_k C(T, k) B^{T − k} J^k
/// ```
/// of which few k matter where jumps are rare. One tilt and one lattice cannot serve them all: the tilted law has a part
/// without jumps and a part that is nothing but the largest, neither of which decides, and a lattice that is fine enough
/// for the bulk is too long for the jumps. So every k has its own, and B^{T − k} is composed on a fine lattice before it
/// meets the jumps on a coarse one. All parts are bounds, so their sum is.
struct JumpSplit {
  /// From below and from above: the rare losses far below 0 are left out or rounded up.
  private let bulk: (below: LossLaw, above: LossLaw)
  private let jumps: LossLaw
  /// The jumps, apart by size.
  private let bands: [LossLaw]
  private let count: Int
  /// The largest k that is computed.
  private let mostJumps: Int
  /// At least the P-probability of what is left out: more jumps, and losses that the law leaves out.
  private let missing: Double
  /// At least P[jump] of a step.
  private let jumpMass: Double
  /// What δ may err, as a share of `delta`.
  private let relativeWidth: Double
  private let delta: Double

  /// How many jumps are expected of all steps, at most.
  private static let mostExpectedJumps = 0.1
  /// The largest jump of a band ÷ the smallest.
  private static let bandRatio = 4.0

  /// - Parameters:
  ///   - law: Of one of `count` steps; it has a density.
  ///   - delta: About the δ that will be computed.
  /// - Returns: nil for laws that are not so split.
  init?(_ law: LossLaw, count: Int, delta: Double, relativeWidth: Double) {
    guard law.atoms.isEmpty, law.infiniteMass == 0, law.pieces.count == 1, count > 1 else { return nil }
    let piece = law.pieces[0]
    func mass(from: Double, to: Double) -> Double { piece.integral(from: from, to: to, target: piece.loss(from)).mass }
    let wantedMass = min(Self.mostExpectedJumps, delta.squareRoot()) / Double(count)
    let cut = bisect(from: piece.lower, to: piece.upper, relativeTolerance: 1e-9) {
      mass(from: $0, to: piece.upper) <= wantedMass
    }.upper
    let leftOut = bisect(from: piece.lower, to: piece.upper, relativeTolerance: 1e-9) {
      mass(from: piece.lower, to: $0) >= 1e-2 * relativeWidth / Double(count)
    }.lower
    guard leftOut < cut, cut < piece.upper, piece.loss(cut) > 0 else { return nil }
    bulk.below = LossLaw(piece, from: leftOut, to: cut)
    bulk.above = LossLaw(
      piece, from: leftOut, to: cut,
      atoms: leftOut > piece.lower
        ? [LossLaw.Atom(loss: piece.loss(leftOut), mass: mass(from: piece.lower, to: leftOut))] : [])
    jumps = LossLaw(piece, from: cut, to: piece.upper)
    var (bands, start) = ([LossLaw](), cut)
    while start < piece.upper {
      let end = piece.position(ofLoss: Self.bandRatio * piece.loss(start))
      bands.append(LossLaw(piece, from: start, to: end))
      start = end
    }
    self.bands = bands
    jumpMass = mass(from: cut, to: piece.upper) * (1 + LatticeLaw.massRounding)
    (self.count, self.delta, self.relativeWidth) = (count, delta, relativeWidth)

    let expected = Double(count) * jumpMass
    var (most, term) = (0, expected)
    while term > 1e-2 * relativeWidth * delta * (1 - expected), most < 100 {
      most += 1
      term *= expected / Double(most + 1)
    }
    mostJumps = min(most, count)
    missing = (term / (1 - expected) + Double(count) * law.missingMass) * (1 + 1e-12)
  }

  /// δ at `epsilon`.
  ///
  /// - Parameter refinements: How often the lattice of the bulk is made finer.
  func delta(epsilon: Double, refinements: Int) -> ProvenInterval {
    let enough = 1e-2 * relativeWidth * delta
    func unjumped(_ law: LossLaw) -> ProvenInterval {
      LossDistribution.delta(
        epsilon: epsilon, relativeWidth: relativeWidth, [(law, count)], missing: 0, enough: enough)
    }
    var sum = ProvenInterval(lower: unjumped(bulk.below).lower, upper: unjumped(bulk.above).upper)
    var combinations = 1.0
    for jumpCount in stride(from: 1, through: mostJumps, by: 1) {
      combinations *= Double(count - jumpCount + 1) / Double(jumpCount)
      let one = (jumpCount == 1 ? bands : [jumps]).reduce(ProvenInterval(lower: 0, upper: 0)) {
        let part = delta(
          epsilon: epsilon, $1, jumpCount: jumpCount, refinements: refinements, enough: enough / combinations)
        return ProvenInterval(lower: $0.lower + part.lower, upper: $0.upper + part.upper)
      }
      sum = ProvenInterval(
        lower: sum.lower + combinations * one.lower * (1 - 1e-12),
        upper: sum.upper + combinations * one.upper * (1 + 1e-12))
    }
    return ProvenInterval(lower: sum.lower, upper: min(1, sum.upper + missing))
  }

  /// What `jumpCount` steps that jump as `jumps` and all others that do not have of δ.
  private func delta(
    epsilon: Double, _ jumps: LossLaw, jumpCount: Int, refinements: Int, enough: Double
  ) -> ProvenInterval {
    // With this tilt no jump weighs so much more than others that rounding hides them.
    let mostTilt = 10 / jumps.range.upperBound
    let largest = pow(jumpMass, Double(jumpCount)) * (1 + 1e-12)
    let rest = count - jumpCount
    guard rest > 0 else {
      return LossDistribution.delta(
        epsilon: epsilon, relativeWidth: relativeWidth, [(jumps, jumpCount)], missing: 0, enough: enough,
        mostTilt: mostTilt)
    }
    func part(isUpper: Bool) -> ProvenInterval {
      let bulk = isUpper ? bulk.above : bulk.below
      let tilt = min(mostTilt, TiltPlan([(bulk, rest), (jumps, jumpCount)]).serving(epsilon: epsilon).tilt)
      let plan = TiltPlan([(bulk, rest)])
      var ladder = LatticeLadder(
        [(bulk, rest)], plan: plan, tilt: plan.tilt(tilt), guess: epsilon, tolerance: relativeWidth * epsilon)
      for _ in 0..<refinements where !ladder.refine(excess: 16, towards: epsilon) { break }
      guard ladder.isUsable else { return ProvenInterval(lower: 0, upper: largest) }
      let composed = ladder.composed(isUpper: isUpper).law(
        isUpper: isUpper,
        mass: pow(1 - jumpMass * (1 - 1e-12), Double(rest)) * (1 + 2 * LatticeLaw.massRounding * Double(rest)))
      let found = LossDistribution.delta(
        epsilon: epsilon, relativeWidth: relativeWidth, [(composed.law, 1), (jumps, jumpCount)], missing: 0,
        enough: enough, mostTilt: mostTilt)
      return ProvenInterval(lower: found.lower, upper: min(largest, found.upper + largest * composed.missing))
    }
    return ProvenInterval(lower: part(isUpper: false).lower, upper: part(isUpper: true).upper)
  }
}

extension LossLaw {
  /// The part of a law with one piece.
  fileprivate init(_ piece: LossPiece, from lower: Double, to upper: Double, atoms: [Atom] = []) {
    self.atoms = atoms
    pieces = [
      LossPiece(
        base: piece.base, shape: piece.shape, samplingProbability: piece.samplingProbability, slope: piece.slope,
        intercept: piece.intercept, lower: lower, upper: upper)
    ]
  }

  fileprivate init(atoms: [Atom]) { self.atoms = atoms }
}

extension ComposedLattice {
  /// The points of a law that is made coarser.
  private static let mostAtoms = 2000

  /// The composed law as atoms, from above or from below, and at least the P-probability of what is above its window.
  ///
  /// - Parameter total: At least the P-probability of all finite losses.
  func law(isUpper: Bool, mass total: Double) -> (law: LossLaw, missing: Double) {
    let sign: Double = isUpper ? 1 : -1
    var (atoms, certain) = ([LossLaw.Atom](), 0.0)
    for index in 0..<transform.count {
      let loss = start + Double(index) * spacing
      let factor = exp(logMoment - tilt * loss)
      // A point may have been given all that was wrapped around.
      let least = max(0, weight(index) - roundingNorm - wrappedMass) * factor * exp(-scanRounding)
      certain += least
      let mass = isUpper ? (weight(index) + roundingNorm) * factor * exp(scanRounding) : least
      if mass > 0 { atoms.append(LossLaw.Atom(loss: loss + sign * lossShift, mass: mass)) }
    }
    if isUpper {
      // Losses below the window are rounded up to its start.
      atoms.append(LossLaw.Atom(loss: start + lossShift, mass: max(0, total - certain)))
    }
    let fine = LossLaw(atoms: atoms)
    let last = start + Double(transform.count - 1) * spacing
    let resolution = LatticeResolution(
      offset: start, spacing: spacing * max(1, Double(transform.count / Self.mostAtoms)), opening: nil, cellError: 0,
      tilt: tilt, logMoment: logMoment)
    let lattice = isUpper ? LatticeLaw(above: fine, resolution) : LatticeLaw(below: fine, resolution)
    let law = LossLaw(
      atoms: zip(lattice.indices, lattice.masses).map { LossLaw.Atom(loss: lattice.loss($0), mass: $1) })
    return (law, isUpper ? wrappedMass * exp(logMoment - tilt * last + scanRounding) : 0)
  }
}
