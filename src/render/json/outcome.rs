//! Outcome: the answer about another morning value, in its own unit and direction.

use super::{ESTIMATE, Node, Object, put_estimate};
use crate::report::outcome::OtherOutcome;

/// The object `outcome`.
pub(super) fn outcome(other: &OtherOutcome) -> Node {
    let answer = &other.analysis.answer;
    let why = answer.reason.as_deref().unwrap_or("no estimate is given");
    let mut object = Object::default();
    object.put("name", Node::text(&other.outcome.name));
    object.put("column", Node::text(&other.column));
    object.put("unit", Node::text(&other.outcome.unit));
    object.put("scale", Node::List(vec![Node::Number(other.scale.low), Node::Number(other.scale.high)]));
    object.put("higher_is", Node::text(other.higher()));
    object.put("measured", Node::Bool(other.measured));
    object.put("mornings", Node::count(other.mornings));
    object.put("outside_the_scale", Node::count(other.outside));
    object.put("status", Node::text(answer.status.name()));
    object.put_or("robust", answer.robust.map(Node::Bool), "only for helps, hurts and no_difference");
    put_estimate(&mut object, answer.estimate.map(|estimate| other.own(&estimate)), why, &ESTIMATE);
    object.put("level", Node::Number(answer.level));
    for (name, n) in [("rows", answer.rows), ("easy_days", answer.easy_days), ("rest_days", answer.rest_days)]
    {
        object.put(name, Node::count(n));
    }
    object.put_or("mde80", answer.mde80.map(Node::Number), why);
    let more = answer.more_days_needed.and_then(|n| usize::try_from(n).ok());
    object.put_or("more_days_needed", more.map(Node::count), why);
    object.put("smallest_effect", Node::Number(answer.smallest_effect));
    let lags = other.analysis.lags.iter().map(|lag| {
        let mut row = Object::default();
        row.put("days", Node::count(lag.days));
        let why = lag.reason.as_deref().unwrap_or("not given");
        put_estimate(&mut row, lag.estimate.map(|estimate| other.own(&estimate)), why, &ESTIMATE);
        row.put_or("p_holm", lag.p_holm.map(Node::Number), "not one of the family");
        Node::Object(row)
    });
    object.put("lags", Node::List(lags.collect()));
    object.put("warnings", Node::List(other.verdict.warnings.iter().map(Node::of).collect()));
    object.put("sentence", Node::text(&other.verdict.headline));
    Node::Object(object)
}
