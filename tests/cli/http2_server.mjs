// A chat server over HTTP/2 and TLS for tests/cli/run_http2.sh: node http2_server.mjs FOLDER MODE COUNTS
// FOLDER has cert.pem and key.pem. Prints its port; at SIGTERM it writes what it saw to COUNTS.
//   plain      answers after 20 ms
//   crowd      the same, but none before 40 requests were open at the same time
//   streams-4  the same, with at most 4 streams on a connection
//   goaway     every 20th request of a connection: answered, then GOAWAY and the end
//   reset      every 10th request: its stream is reset
//   refuse     every 10th request: its stream is reset as refused, that is: it was not looked at
//   die        every 20th request of a connection: the connection is cut before any answer
//   goaway-part  every 20th request of a connection: GOAWAY, and what was opened after that request is not looked at
//   http1      speaks HTTP/1.1 alone
import fs from 'node:fs'
import http2 from 'node:http2'

const [folder, mode, counts] = process.argv.slice(2)
const seen = { connections: 0, requests: 0, streams: 0 } // streams: the most at the same time on a connection
const options = {
  key: fs.readFileSync(`${folder}/key.pem`),
  cert: fs.readFileSync(`${folder}/cert.pem`),
  allowHTTP1: mode === 'http1',
  ALPNProtocols: mode === 'http1' ? ['http/1.1'] : undefined,
  settings: mode === 'streams-4' ? { maxConcurrentStreams: 4 } : {},
}
const body = JSON.stringify({
  id: 'x', object: 'chat.completion', created: 1, model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'fine' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})

const crowd = [] // answers that wait for it

const server = http2.createSecureServer(options)
server.on('secureConnection', () => seen.connections++)
const sessions = new Map()
server.on('session', (session) => {
  sessions.set(session, { requests: 0, open: 0 })
  session.on('error', () => {})
  session.on('close', () => sessions.delete(session))
})
server.on('sessionError', () => {})
server.on('tlsClientError', () => {})
server.on('request', (request, response) => {
  const session = request.stream?.session
  const own = sessions.get(session) ?? { requests: 0, open: 0 }
  seen.streams = Math.max(seen.streams, ++own.open)
  request.on('error', () => {})
  response.on('error', () => {})
  response.on('close', () => own.open--)
  request.on('data', () => {})
  request.on('end', () => {
    seen.requests++
    const number = ++own.requests
    if (mode === 'reset' && seen.requests % 10 === 0)
      return request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
    if (mode === 'refuse' && seen.requests % 10 === 0)
      return request.stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)
    if (mode === 'goaway-part' && number % 20 === 0) session.goaway(0, request.stream.id)
    if (mode === 'die' && number % 20 === 0) return session.destroy()
    const answer = () => {
      if (response.stream?.destroyed) return
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(body)
      if (mode === 'goaway' && number % 20 === 0) session.close()
    }
    if (mode === 'crowd') crowd.push(answer)
    else setTimeout(answer, 20)
    if (mode === 'crowd' && seen.streams >= 40)
      for (const each of crowd.splice(0)) setTimeout(each, 20)
  })
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('SIGTERM', () => {
  fs.writeFileSync(counts, `${seen.connections} ${seen.requests} ${seen.streams}\n`)
  process.exit(0)
})
