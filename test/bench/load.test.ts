import { expect, test } from 'vitest'
import { coresOf } from '../../bench/measure/cores.ts'
import { wholeLength } from '../../bench/measure/http-head.ts'
import { problemOf } from '../../bench/measure/wrk.ts'

const told = { requests: 100, refused: 0, failed: 0, micros: 1e6 }

test('a round counts only when every answer is what was asked for', () => {
  expect(problemOf(told, false)).toBeUndefined()
  expect(problemOf({ ...told, refused: 100 }, true)).toBeUndefined()
  expect(problemOf({ ...told, refused: 1 }, false)).toBe('1 of 100 answers were not what was asked for')
  expect(problemOf({ ...told, refused: 99 }, true)).toBe('1 of 100 answers were not what was asked for')
  expect(problemOf({ ...told, requests: 0 }, false)).toBe('nothing was answered')
  expect(problemOf({ ...told, failed: 2 }, false)).toBe('2 connections failed')
})

test('the length of an answer is that of its head and of what the head says', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'
  expect(wholeLength(`${head}01234`)).toBe(head.length + 10)
  expect(wholeLength('HTTP/1.1 200 OK\r\n\r\n\r\ncontent-length: 10\r\n')).toBeNaN()
  expect(wholeLength('HTTP/1.1 200 OK\r\nContent-Le')).toBeNaN()
})

test('cores are read as the kernel lists them', () => {
  expect(coresOf('0-2,5')).toEqual([0, 1, 2, 5])
  expect(coresOf('3')).toEqual([3])
})
