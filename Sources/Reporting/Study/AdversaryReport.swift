package import PrivacyModel

/// The report of a study of adversaries, in Markdown.
///
/// - Parameter toolVersion: Of the dpaudit that made the study.
package func adversaryReport(_ summary: AdversarySummary, toolVersion: String) -> String {
  let sections = [
    """
    # Self-check of adversaries

    Full-batch trainings by DP-SGD on 500 images of digits, as they should be, attacked by adversaries of each kind: \
    \(countText(summary.trialsPerWorld)) trainings with the canary and as many without, and the first of them alone, at δ \
    \(exactText(summary.delta)) and significance \(exactText(summary.significance)). Columns say how many in each world.

    Three lower bounds on ε, of which two hold. **Exact**: by ranks fixed beforehand. **Own trade-off**: if the mechanism \
    is the claimed one but for the amount of its noise, at the threshold that half of the trials chose. *Best threshold*: \
    the best of all thresholds on all trials, with the whole significance for either error rate, under a Gaussian \
    trade-off, as some published audits have it; it is no bound, and what it shows beyond the one before is what choosing \
    on the trials that certify pays.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced(["./dpaudit selfcheck --adversaries --trials-per-world \(summary.trialsPerWorld) --seed \(summary.seed)"]))
    """,
    summary.rows.map(\.model).uniqued.map { model in
      "## \(model.prefix(1).uppercased() + model.dropFirst())\n\n"
        + adversaryTable(summary.rows.filter { $0.model == model })
    }.joined(separator: "\n\n"),
    """
    ## Published beside it

    Of other data, models and numbers of trainings, so that only the shape compares: a final model shows little of a \
    natural record, more of a poisoned one, most when training starts where the adversary likes; whoever chooses gradients \
    and sees the last model or every update comes nearest to the accountant's ε.

    | source | setting | published |
    | --- | --- | --- |
    | arXiv:2006.07709, Purchase-100, two layers, ε = 4 | ClipBKD, and membership inference; 500 trainings in each world | 0.46, and 0.04 |
    | Annamalai and De Cristofaro, NeurIPS 2024, MNIST, ε = 10 | black box, worst-case start, 100 trainings in each world, best threshold; 1,000 and all records | 7.21 and 6.48 |
    | the same, CIFAR-10 | the same | 6.95 and 4.96 |
    | arXiv:2412.01756, MNIST, ε = 10 | final model | 4.91, and 4.39 before it |
    | arXiv:2101.04535 | gradients chosen, every update seen | near ε |
    """,
    "Of the bounds that hold, \(countText(summary.exceeded)) exceed ε.",
  ]
  return sections.joined(separator: "\n\n") + "\n"
}

private func adversaryTable(_ rows: [AdversarySummary.Row]) -> String {
  let sizes = rows.first?.answers.map(\.trialsPerWorld) ?? []
  return table(
    ["Adversary", "ε"]
      + sizes.flatMap { size in
        ["Exact", "Own trade-off", "*Best threshold*"].map { "\($0), \(countText(size))" }
      },
    rows.map { row in
      [row.adversary, exactText(row.epsilon)]
        + row.answers.flatMap { answer in
          [
            decimalText(answer.exact, digits: 3, rounding: .down),
            decimalText(answer.ownTradeOff, digits: 3, rounding: .down),
            "*\(decimalText(answer.bestThreshold, digits: 3))*",
          ]
        }
    })
}
