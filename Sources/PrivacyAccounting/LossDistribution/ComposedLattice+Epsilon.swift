internal import Foundation
internal import NumericalCore

extension ComposedLattice {
  /// Where a rounding error that has a bound is put.
  enum Rounding {
    case up, down
  }

  /// The least ε ≥ 0 with δ(ε) ≤ `delta`, where δ(ε) and losses err as far as they may in one direction.
  ///
  /// - Returns: 0 when δ(0) ≤ `delta`, and ∞ when the infinite mass alone is more or rounding hides what there is.
  func epsilon(delta: Double, rounding: Rounding) -> Double {
    let sign: Double = rounding == .up ? 1 : -1
    let finite = delta - infiniteMass * (1 + sign * 1e-14)
    guard finite > 0 else { return .infinity }
    let error = sign * noise
    let logFinite = log(finite) - sign * scanRounding
    let last = start + Double(transform.count - 1) * spacing
    // Beyond the window nothing is known of δ but this.
    guard rounding == .down || noise <= exp(logFinite - logScale(last)) else { return .infinity }

    var scan = HockeyStickScan(tilt: tilt, spacing: spacing)
    // About δ ÷ scale at the point, which falls by `decay` a point; an exponential a point would cost more than all else.
    var roughTarget = 0.0
    for index in (0..<transform.count).reversed() {
      let loss = start + Double(index) * spacing
      let weight = weight(index)
      let stick = scan.stickAfter(weight)
      let below = loss - spacing
      roughTarget *= scan.decay
      let isFarBelow = roughTarget > 1e-290 && roughTarget < 1e290 && stick + error < roughTarget / 2
      if !isFarBelow { roughTarget = exp(logFinite - logScale(below)) }
      if !isFarBelow, stick + error > roughTarget {
        // δ(ε) = e^{logScale(loss)} (stick + mass (1 − e^{ε − loss})) between the two, with mass that of all L ≥ loss; the
        // error is taken where it is largest.
        let mass = scan.mass + weight
        let rest = exp(logFinite - logScale(loss)) - scan.stick - error * exp(tilt * spacing)
        let descent = rest <= 0 ? 0 : rest < mass ? -log1p(-rest / mass) : spacing
        return max(0, loss - min(descent, spacing) + sign * lossShift)
      }
      if below < -lossShift { return 0 }
      scan.pass(weight)
    }
    // Nothing of the window reaches δ: ε is below it.
    return rounding == .up ? max(0, start + lossShift) : 0
  }

  /// ε at `delta` by interpolation of log δ between lattice points, where the weights of an interpolated law mean most.
  ///
  /// - Returns: nil where the window does not reach that far.
  func interpolatedEpsilon(delta: Double) -> Double? {
    let finite = delta - infiniteMass
    guard finite > 0 else { return nil }
    var scan = HockeyStickScan(tilt: tilt, spacing: spacing)
    // Losses and log δ there less its target, from the top down; three points on either side of the root.
    var points: [(loss: Double, excess: Double)] = []
    for index in (0..<transform.count).reversed() {
      let loss = start + Double(index) * spacing
      if scan.stick > 0 {
        points.append((loss, log(scan.stick) + logScale(loss) - log(finite)))
        if points.count > 6 { points.removeFirst() }
        if points.count == 6, points[3].excess >= 0 { break }
      } else {
        points.removeAll()
      }
      scan.pass(weight(index))
    }
    guard points.count == 6, points[2].excess < 0, points[3].excess >= 0 else { return nil }
    func excess(_ epsilon: Double) -> Double {
      points.indices.reduce(0) { total, i in
        total
          + points.indices.reduce(points[i].excess) { product, j in
            j == i ? product : product * (epsilon - points[j].loss) / (points[i].loss - points[j].loss)
          }
      }
    }
    return bisect(from: points[3].loss, to: points[2].loss, relativeTolerance: 1e-15) { excess($0) < 0 }.upper
  }
}

/// Sums over the losses above a point of a lattice, point by point from the top down, without cancellation.
struct HockeyStickScan {
  /// Σ w e^{−θx} (1 − e^{−x}) over x = L − ε > 0.
  var stick = 0.0
  /// Σ w e^{−(1 + θ)x}.
  var mass = 0.0
  /// e^{−θ spacing}, e^{−(1 + θ) spacing} and 1 − e^{−spacing}.
  let decay, steeperDecay, share: Double

  init(tilt: Double, spacing: Double) {
    (decay, steeperDecay, share) = (exp(-tilt * spacing), exp(-(1 + tilt) * spacing), -expm1(-spacing))
  }

  /// `stick` one point further down, where the `weight` at this point counts too.
  func stickAfter(_ weight: Double) -> Double { decay * (stick + (mass + weight) * share) }

  /// Goes one point further down.
  mutating func pass(_ weight: Double) {
    stick = stickAfter(weight)
    mass = steeperDecay * (mass + weight)
  }
}
