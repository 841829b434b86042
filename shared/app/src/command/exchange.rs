//! The exchange light 同步灯 and "send now". The exchange itself is the host's loop.

use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{ExchangeView, Nothing};

/// How the exchange stands.
pub(crate) fn status(context: &Context, _: &Session, _: Nothing) -> Result<ExchangeView, ApiError> {
    context.exchange_view()
}

/// Asks the loop to exchange at once; does not wait for the network.
pub(crate) fn now(context: &Context, _: &Session, _: Nothing) -> Result<ExchangeView, ApiError> {
    context.link.wake();
    context.exchange_view()
}
