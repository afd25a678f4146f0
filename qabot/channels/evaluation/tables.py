"""What an evaluation found, table by table."""

from qabot.channels.evaluation.sheets import Sheet
from qabot.evaluating import Evaluation
from qabot.evaluating.calibration import Calibration
from qabot.evaluating.estimates import Estimate
from qabot.evaluating.metrics import FIGURES, TIMES
from qabot.evaluating.refusal_curve import RefusalCurve
from qabot.evaluating.worst import Case, Failure
from qabot.messages import say

_NONE = "-"


def heading(evaluation: Evaluation) -> str:
    """Return what was measured, in a line."""
    e = evaluation
    return say(
        f"{e.name}：{e.questions} 个问题（{e.answerable} 个有答案），{e.articles} 篇文章，{e.passages} 个段落；"
        f"模型 {e.model}，种子 {e.seed}；qabot {e.version}，{e.machine}，{e.day}",
        f"{e.name}: {e.questions} questions ({e.answerable} answerable), {e.articles} articles, {e.passages} passages; "
        f"model {e.model}, seed {e.seed}; qabot {e.version}, {e.machine}, {e.day}",
    )


def sheets(evaluation: Evaluation, *, words: bool) -> list[Sheet]:
    """Return the tables.

    Args:
        evaluation: What was found.
        words: With the words of the worst cases; else their ids only.
    """
    last = evaluation.stages[-1]
    found = [_stages(evaluation)]
    if len(evaluation.stages) > 1:
        found.append(_gains(evaluation))
    if len(evaluation.kinds) > 1:
        found.append(_kinds(evaluation))
    if last.refusal is not None:
        found += [_refusals(evaluation), _curve(last.refusal)]
    if last.calibration is not None:
        found.append(_calibration(last.calibration))
    found.append(_failures(evaluation))
    if evaluation.worst:
        found.append(_worst(evaluation.worst, words=words))
    return found


def _stages(evaluation: Evaluation) -> Sheet:
    names = [name for name in FIGURES if any(name in stage.figures for stage in evaluation.stages)]
    return Sheet(
        say("各阶段", "Stages"),
        say(
            "括号里是 95% 置信区间（自助法，2000 次）。answer@k：前 k 段里有答案；article@k：有正确文章；quote@1："
            "第一处引文里有答案；em、f1：简短回答；refused：该拒答的拒答了；misrefused：不该拒答的拒答了（越低越好）；"
            "trust：answer@3 与 refused 的调和平均；verbatim：逐字引用",
            "In brackets the 95 % interval (bootstrap, 2,000 draws). answer@k: the answer is among the first k passages; "
            "article@k: the right article is; quote@1: the first quote has the answer; em, f1: short answer; refused: of "
            "the unanswerable; misrefused: of the answerable (lower is better); trust: harmonic mean of answer@3 and "
            "refused; verbatim: quoted word for word",
        ),
        ("", *(stage.name for stage in evaluation.stages), "n"),
        tuple(
            (
                name,
                *(_figure(name, stage.figures.get(name)) for stage in evaluation.stages),
                str(max(s.figures[name].questions for s in evaluation.stages if name in s.figures)),
            )
            for name in names
        ),
    )


def _gains(evaluation: Evaluation) -> Sheet:
    later = evaluation.stages[1:]
    names = [name for name in FIGURES if any(name in stage.gains for stage in later)]
    return Sheet(
        say("每个阶段的贡献", "What each stage is worth"),
        say(
            "与前一阶段之差（配对自助法）；* 表示 95% 区间不含 0",
            "Difference to the stage before (paired bootstrap); * if the 95 % interval excludes 0",
        ),
        (
            "",
            *(
                f"{before.name} → {stage.name}"
                for before, stage in zip(evaluation.stages, later, strict=False)
            ),
        ),
        tuple((name, *(_gain(name, stage.gains.get(name)) for stage in later)) for name in names),
    )


def _kinds(evaluation: Evaluation) -> Sheet:
    names = [
        name
        for name in FIGURES
        if name not in TIMES
        and name != "verbatim"
        and any(name in kind for kind in evaluation.kinds.values())
    ]
    kinds = evaluation.kinds
    return Sheet(
        say(
            f"各类问题（{evaluation.stages[-1].name}）",
            f"Kinds of questions ({evaluation.stages[-1].name})",
        ),
        "",
        ("", *(kind or _NONE for kind in kinds)),
        (
            ("n", *(str(figures["p50_ms"].questions) for figures in kinds.values())),
            *(
                (name, *(_figure(name, figures.get(name)) for figures in kinds.values()))
                for name in names
            ),
        ),
    )


def _refusals(evaluation: Evaluation) -> Sheet:
    return Sheet(
        say("能否分辨有无答案", "Telling what the archive does not say"),
        say(
            "按第一段的分数（或概率）拒答：AUROC；误拒不超过 5% 时的阈值与拒答率",
            "Refusing by the first passage's score or probability: AUROC; threshold and refusals at 5 % wrongful ones",
        ),
        ("", "AUROC", say("阈值", "threshold"), "refused", "misrefused"),
        tuple(_refusal(stage.name, stage.refusal) for stage in evaluation.stages),
    )


def _refusal(name: str, curve: RefusalCurve | None) -> tuple[str, ...]:
    if curve is None:
        return (name, *[_NONE] * 4)
    point = curve.quoted
    if point is None:
        return (name, _share(curve.auroc), *[_NONE] * 3)
    return (
        name,
        _share(curve.auroc),
        f"{point.threshold:.4g}",
        _share(point.refused),
        _share(point.misrefused),
    )


def _curve(curve: RefusalCurve) -> Sheet:
    return Sheet(
        say("拒答曲线", "Refusal curve"),
        "",
        (say("允许误拒", "allowed"), say("阈值", "threshold"), "refused", "misrefused"),
        tuple(
            (_share(p.allowed), f"{p.threshold:.4g}", _share(p.refused), _share(p.misrefused))
            for p in curve.points
        ),
    )


def _calibration(calibration: Calibration) -> Sheet:
    return Sheet(
        say("概率校准", "Calibration"),
        say(
            f"Brier {calibration.brier:.4f}，期望校准误差 {calibration.error:.4f}",
            f"Brier {calibration.brier:.4f}, expected calibration error {calibration.error:.4f}",
        ),
        (say("概率", "probability"), "n", say("预测", "predicted"), say("实际", "right")),
        tuple(
            (
                f"{b.low:.1f}–{b.low + 0.1:.1f}",
                str(b.questions),
                _share(b.predicted),
                _share(b.right),
            )
            for b in calibration.bins
        ),
    )


def _failures(evaluation: Evaluation) -> Sheet:
    return Sheet(
        say(
            f"错在哪里（{evaluation.stages[-1].name}）",
            f"What went wrong ({evaluation.stages[-1].name})",
        ),
        "",
        ("", "n"),
        tuple((_failure(Failure(name)), str(count)) for name, count in evaluation.failures.items()),
    )


def _worst(cases: tuple[Case, ...], *, words: bool) -> Sheet:
    more = (
        say("问题", "question"),
        say("应答", "expected"),
        say("实答", "said"),
        say("出处", "from"),
    )
    return Sheet(
        say("最差的例子", "Worst cases"),
        say("每种错误轮流，最有把握的在前", "Each kind of failure in turn, the surest first"),
        (
            "id",
            say("类型", "kind"),
            say("错误", "failure"),
            say("名次", "rank"),
            *(more if words else ()),
        ),
        tuple(
            (
                case.id,
                case.kind or _NONE,
                _failure(case.failure),
                str(case.rank or _NONE),
                *(_words(case) if words else ()),
            )
            for case in cases
        ),
        figures=False,
    )


def _words(case: Case) -> tuple[str, ...]:
    source = " ".join(part for part in (case.article_id, case.title, case.date) if part)
    return case.question, case.expected or _NONE, case.said, source or _NONE


def _failure(failure: Failure) -> str:
    chinese = {
        Failure.ANSWERED: "没有答案却回答了",
        Failure.MISSING: "候选里没有",
        Failure.LOW: "排得太低",
        Failure.REFUSED: "误拒",
        Failure.SHORT: "简短回答不对",
    }
    return say(chinese[failure], failure.value)


def _figure(name: str, figure: Estimate | None) -> str:
    if figure is None:
        return _NONE
    if name in TIMES:
        return f"{figure.value:.1f}{_ends(figure, '.1f')}"
    return f"{_share(figure.value)}{_ends(figure, '.2f')}"


def _gain(name: str, gain: Estimate | None) -> str:
    if gain is None:
        return _NONE
    form = "+.1f" if name in TIMES else "+.3f"
    return f"{gain.value:{form}}{_ends(gain, form)}{' *' if gain.excludes_zero else ''}"


def _ends(figure: Estimate, form: str) -> str:
    if figure.between is None:
        return ""
    low, high = (f"{end:{form}}" for end in figure.between)
    return f" ({low} – {high})"


def _share(share: float) -> str:
    return f"{share:.3f}"
