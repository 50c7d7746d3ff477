internal import Foundation
internal import NumericalCore

extension LatticeLaw {
  /// A lower bound on `law`: it is cut into cells, and the mass of each is moved to the one loss that keeps E[e^{−L}],
  /// or to a smaller one.
  ///
  /// It is a lower bound because max(0, 1 − e^{ε − ΣL}) is convex in each e^{−Lᵢ} alone, so its mean does not rise when
  /// e^{−Lᵢ} is replaced by its conditional mean in a cell (Jensen), and it falls with e^{−Lᵢ}. Cells end where their
  /// mean of e^{−L} is that of a lattice point, so that nothing is lost to the lattice. What `law` leaves out
  /// is left out.
  package init(below law: LossLaw, _ resolution: LatticeResolution) {
    self.init(resolution)
    if let opening = resolution.opening {
      add(law.part(in: opening).mass, at: 0)
      for piece in law.pieces {
        let (first, last) = (piece.loss(piece.lower), piece.loss(piece.upper))
        if last > opening.upperBound {
          addBelow(piece, resolution, from: max(first, opening.upperBound), towards: 1)
        }
        if first < opening.lowerBound {
          addBelow(piece, resolution, from: min(last, opening.lowerBound), towards: -1)
        }
      }
    } else {
      for piece in law.pieces where piece.upper > piece.lower { addBelowFromLowerEnd(piece, resolution) }
    }
    let atoms = law.atoms.filter { resolution.opening?.contains($0.loss) != true }
    addBelow(atoms.sorted { $0.loss < $1.loss }, resolution)
    infiniteMass = law.infiniteMass
    finish(factor: 1 - Self.massRounding)
  }

  /// The largest lattice point that is no higher than the mean of a cell with `target`.
  private func floor(_ cell: LossCell, target: Int) -> Int {
    guard cell.excess < 0, cell.mass > 0 else { return target }
    let mean = loss(target) - log1p(-cell.excess / cell.mass)
    return min(target - 1, Self.whole((coordinate(ofLoss: mean) - 1e-9).rounded(.down)))
  }

  /// Adds all of `piece`, whose smallest loss is a lattice point.
  ///
  /// A first cell that ends halfway between lattice points lets cells of one spacing end halfway too, which is best. Its
  /// own mass is rounded down, and where that costs more than it saves cells start at the lower end instead.
  private mutating func addBelowFromLowerEnd(_ piece: LossPiece, _ resolution: LatticeResolution) {
    var start = piece.loss(piece.lower)
    let first = Self.whole(coordinate(ofLoss: start).rounded())
    let halfway = loss(first) + spacing / 2
    if halfway < piece.loss(piece.upper) {
      let mass = piece.integral(from: piece.lower, to: piece.position(ofLoss: halfway), target: loss(first)).mass
      let saving = (1 + resolution.tilt) * spacing * spacing / 8
      if resolution.error(mass: mass, loss: start, distance: 1) * spacing / 4 < saving {
        add(mass, at: first)
        start = halfway
      }
    }
    addBelow(piece, resolution, from: start, towards: 1)
  }

  /// Adds the losses of `piece` from `start` on, upwards (`sign` 1) or downwards (−1).
  private mutating func addBelow(
    _ piece: LossPiece, _ resolution: LatticeResolution, from start: Double, towards sign: Double
  ) {
    let limit = sign > 0 ? piece.upper : piece.lower
    var (boundary, u) = (start, piece.position(ofLoss: start))
    var stride = 1.0
    while sign * u < sign * limit {
      let position = sign * coordinate(ofLoss: boundary)
      let index = Self.whole(sign * (position + (stride == 1 ? 1e-6 : stride / 2)).rounded(.up))
      var (cell, next) = piece.cell(from: u, boundary, towards: sign, target: loss(index))
      let extent = abs(piece.loss(next) - boundary)
      let error = resolution.error(mass: cell.mass, loss: max(boundary, piece.loss(next)), distance: extent)
      if stride > 1, error > resolution.cellError {
        stride /= 2
        continue
      }
      // Where the density falls within a spacing, a cell has to reach far to keep its mean; rounding down is better.
      if extent > 4 * spacing * stride {
        next = piece.position(ofLoss: loss(index))
        if next != u {
          cell = piece.integral(from: min(u, next), to: max(u, next), target: loss(index))
        } else {
          next = limit
        }
      }
      add(cell.mass, at: floor(cell, target: index))
      (u, boundary) = (next, piece.loss(next))
      if 8 * error < resolution.cellError, extent < LatticeResolution.largestDistance { stride *= 2 }
    }
  }

  private mutating func addBelow(_ atoms: [LossLaw.Atom], _ resolution: LatticeResolution) {
    var (cell, target, start) = (LossCell(), 0, 0.0)
    for atom in atoms {
      var mass = atom.mass
      if cell.mass > 0 {
        // Far from the next atom it costs less to round the mean of the cell down than to fill the cell up.
        let share = -expm1(loss(target) - atom.loss)
        if (atom.loss - start) * (1 + resolution.tilt) > 2 {
          add(cell.mass, at: floor(cell, target: target))
          cell = LossCell()
        } else if cell.excess + mass * share <= 0 {
          cell.mass += mass
          cell.excess += mass * share
          continue
        } else {
          let taken = -cell.excess / share
          add(cell.mass + taken, at: target)
          mass -= taken
          cell = LossCell()
        }
      }
      if let index = index(ofLoss: atom.loss) {
        add(mass, at: index)
      } else {
        start = atom.loss
        target = Self.whole(coordinate(ofLoss: start).rounded(.up))
        cell = LossCell(mass: mass, excess: -mass * expm1(loss(target) - start))
      }
    }
    if cell.mass > 0 { add(cell.mass, at: floor(cell, target: target)) }
  }
}

/// A part of a law that is moved to one loss, the target.
struct LossCell: Sendable {
  var mass = 0.0
  /// Σ mass (1 − e^{target − L}), 0 when the mean of e^{−L} is that of the target and greater when the losses are.
  var excess = 0.0
}

extension LossPiece {
  /// The part between two positions.
  func integral(from: Double, to: Double, target: Double) -> LossCell {
    integral(from: from, to: to, target: LossTarget(target))
  }

  private func integral(from: Double, to: Double, target: LossTarget) -> LossCell {
    var cell = LossCell()
    GaussLegendreRule.panels(from: from, to: to, widest: widestPanel) { u, weight in
      let (density, excess) = excess(u, over: target)
      cell.mass += weight * density
      cell.excess += weight * excess
    }
    return cell
  }

  /// The cell that starts at `u`, where the loss is `boundary`, and goes up (`sign` 1) or down (−1) until its excess
  /// over `target` is 0 or barely positive, or until the piece ends.
  fileprivate func cell(
    from u: Double, _ boundary: Double, towards sign: Double, target: Double
  ) -> (cell: LossCell, end: Double) {
    let limit = sign > 0 ? upper : lower
    let mirrored = 2 * target - boundary
    let tolerance = 1e-7 * abs(mirrored - boundary)
    let aim = LossTarget(target)
    var next = position(ofLoss: mirrored)
    var cell = integral(from: min(u, next), to: max(u, next), target: aim)
    // Newton within a bracket; sign · excess grows with the distance from u once the target is passed.
    var (near, far) = (position(ofLoss: target), limit)
    for _ in 0..<200 where !(cell.excess >= 0 && cell.excess <= tolerance * cell.mass) {
      let isShort = sign * cell.excess < 0 || sign < 0 && cell.excess > 0
      if isShort, next == limit { break }
      if isShort { near = next } else { far = next }
      let change = -cell.excess / excess(next, over: aim).excess
      var moved = next + sign * (change + sign * 1e-9 * abs(next - u))
      if !(sign * moved > sign * near && sign * moved < sign * far) { moved = near + (far - near) / 2 }
      guard moved != near, moved != far else { break }
      let difference = integral(from: min(next, moved), to: max(next, moved), target: aim)
      // Less than all of a cell is taken away or added only where sums that cancel lose nothing.
      if difference.mass < cell.mass / 4 {
        let gained: Double = sign * moved > sign * next ? 1 : -1
        cell.mass += gained * difference.mass
        cell.excess += gained * difference.excess
      } else {
        cell = integral(from: min(u, moved), to: max(u, moved), target: aim)
      }
      next = moved
    }
    return (cell, next)
  }
}
