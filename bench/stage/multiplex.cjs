// reveal.js multiplex as a peer: one presenter, many followers, from the packages reveal-multiplex and
// socket.io-client 2 in a folder. Prints the milliseconds until each follower has each state, as JSON.
//
// node bench/stage/multiplex.cjs FOLDER FOLLOWERS ACTIONS
const { spawn } = require('child_process');
const path = require('path');

const [folder, followers, actions] = [path.resolve(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const port = 20000 + process.pid % 20000;
const client = require(require.resolve('socket.io-client', { paths: [folder] }));
const serverFile = require.resolve('reveal-multiplex', { paths: [folder] });
// Its ids are made with a cipher that is in the older part of OpenSSL.
const server = spawn(process.execPath, ['--no-deprecation', '--openssl-legacy-provider', serverFile], {
    cwd: folder, env: { ...process.env, PORT: port }, stdio: ['ignore', 'ignore', 'inherit'],
});
const connect = () => client(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
const now = () => Number(process.hrtime.bigint()) / 1e6;

// What reveal.js says of where it is.
const message = (token, number) => ({
    ...token, state: { indexh: number, indexv: 0, indexf: 0, paused: false, overview: false },
});

async function main() {
    const crowd = [];
    for (let number = 0; number < followers; number += 50) {
        const some = Array.from({ length: Math.min(50, followers - number) }, connect);
        await Promise.all(some.map(one => new Promise(resolve => one.on('connect', resolve))));
        crowd.push(...some);
    }
    const master = connect();
    await new Promise(resolve => master.on('connect', resolve));
    const token = await (await fetch(`http://127.0.0.1:${port}/token`)).json();
    const times = [];
    for (let number = 1; number <= actions; number++) {
        const began = now();
        const all = crowd.map(one => new Promise(resolve => one.once(token.socketId, () => resolve(now() - began))));
        master.emit('multiplex-statechanged', message(token, number));
        times.push(...await Promise.all(all));
    }
    // A pipe takes a long text in parts.
    await new Promise(resolve => process.stdout.write(JSON.stringify(times), resolve));
}

main().finally(() => {
    server.kill();
    process.exit();
});
