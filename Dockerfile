# A static program and nothing else: no shell, no root, no network needed.
#   docker build -t shakeout .
#   docker run --rm --network none -v "$PWD:/data" --user "$(id -u):$(id -g)" shakeout analyze export.zip
FROM rust:1-alpine AS build
# hadolint ignore=DL3018
RUN apk add --no-cache build-base
WORKDIR /src
COPY . .
RUN cargo build --release --locked && cp target/release/shakeout /shakeout

FROM scratch
COPY --from=build /shakeout /shakeout
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /src/docs/third-party.md /licenses/
# Nobody: a number, because there is no list of users here.
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["/shakeout"]
