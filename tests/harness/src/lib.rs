//! Real browsers, real gateways, misbehaving origins.
